import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type Dockerode from "dockerode";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { createClient } from "./client.ts";
import type { Environment } from "../credentials/docker-config.ts";
import { withinCall } from "./deadlines.ts";
import { type Endpoint, type Endpoints, findEndpoints } from "./endpoint.ts";
import { badAnswer, noneReachable, unbroken } from "./failure.ts";
import { openTransport } from "./transport.ts";

/** A container engine that answered. */
export interface Engine {
  /** What the run asks: cancelled by the run's signal. */
  readonly docker: Dockerode;
  /** The same, but not cancelled: for what must not be left half done, and for cleaning up. */
  readonly steady: Dockerode;
  /** Its address, as the user would write it. */
  readonly url: string;
  readonly endpoint: Endpoint;
  /** The version of the API that is spoken: `1.41`. */
  readonly apiVersion: string;
  /** The run's. */
  readonly signal: AbortSignal;
}

/** The oldest API that has everything needed (Docker 20.10), and the newest that we know (Docker 28.3). */
const OLDEST = "1.41";
const NEWEST = "1.51";

/**
 * Finds the engine and agrees on the API's version with it.
 *
 * @param find says where to look; left out: where docker itself would
 * @throws LumogateError `engine.*`; the signal's reason when it is aborted
 */
export async function connect(
  env: Environment,
  signal: AbortSignal,
  find: (env: Environment) => Promise<Endpoints> = findEndpoints,
): Promise<Engine> {
  const { candidates, from, hint } = await find(env);
  const failures: LumogateError[] = [];
  for (const endpoint of candidates) {
    try {
      return await greet(endpoint, signal);
    } catch (error) {
      if (!(error instanceof LumogateError)) throw error;
      if (error.code !== "engine.unreachable" && error.code !== "engine.permission") throw error;
      failures.push(error);
    }
  }
  throw noneReachable(from, failures, hint);
}

async function greet(endpoint: Endpoint, signal: AbortSignal): Promise<Engine> {
  const transport = await openTransport(endpoint);
  const bounds = { callMs: LIMITS.engineCallMs };
  const headers = await ping(await createClient(transport, { ...bounds, signal }), signal);
  if (headers["ostype"] === "windows") {
    throw new LumogateError("image.platform", `The engine at ${endpoint.url} runs Windows containers.`, {
      hint: "lumogate reads Linux images: switch the engine to Linux containers.",
    });
  }
  const apiVersion = agreeOnVersion(headers["api-version"], endpoint);
  return {
    docker: await createClient(transport, { ...bounds, signal }, apiVersion),
    steady: await createClient(transport, bounds, apiVersion),
    endpoint,
    url: endpoint.url,
    apiVersion,
    signal,
  };
}

/** dockerode's own ping gives the body, which says "OK"; what matters is in the headers. */
function ping(docker: Dockerode, signal: AbortSignal): Promise<IncomingHttpHeaders> {
  const call = "GET /_ping";
  return withinCall(call, signal, async (abortSignal) => {
    const request = {
      path: "/_ping",
      method: "GET",
      isStream: true,
      abortSignal,
      statusCodes: { 200: true },
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      docker.modem.dial(request, (error, answer) =>
        error === null ? resolve(answer as IncomingMessage) : reject(error),
      );
    });
    // To its end, so that the next call finds the connection free.
    for await (const chunk of unbroken(response, call, signal)) void chunk;
    return response.headers;
  });
}

function agreeOnVersion(theirs: string | string[] | undefined, { url }: Endpoint): string {
  if (typeof theirs !== "string" || !/^\d+\.\d+$/.test(theirs)) {
    throw badAnswer("GET /_ping", `what listens at ${url} does not speak the Docker Engine API`);
  }
  if (isOlder(theirs, OLDEST)) {
    throw new LumogateError(
      "engine.too-old",
      `The engine at ${url} speaks version ${theirs} of the Docker Engine API, but lumogate needs ${OLDEST}.`,
      {
        hint: "Update it: Docker 20.10 or later, podman 4 or later.",
      },
    );
  }
  return isOlder(theirs, NEWEST) ? theirs : NEWEST;
}

/** Whether a version of the API precedes another: 1.9 precedes 1.41. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
