import type { IncomingMessage } from "node:http";
import { callbackify } from "node:util";
import type Dockerode from "dockerode";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import type { Endpoint } from "./endpoint.ts";
import { badAnswer, connectionError, EngineRefusal, oneLine, timedOut } from "./failure.ts";
import type { Transport } from "./transport.ts";

/** What bounds the calls of a client. */
export interface Bounds {
  /** Cancels every call. */
  readonly signal?: AbortSignal;
  /** For a call that answers in JSON, from its start to the answer's end. A stream is bounded by its reader. */
  readonly callMs: number;
}

type Dial = Dockerode["modem"]["dial"];
type Request = Parameters<Dial>[0];

/**
 * dockerode for an engine, with what docker-modem lacks: a bound on time and on memory for each call, cancelling of
 * each call, an error where an answer breaks off (it would wait for ever), and errors that say what to do.
 *
 * @param version of the API, `1.41`; left out: the engine's newest
 */
export async function createClient(
  { endpoint, options }: Transport,
  bounds: Bounds,
  version?: string,
): Promise<Dockerode> {
  // Here, because loading it takes longer than all calls together.
  const { default: Docker } = await import("dockerode");
  const versioned = version === undefined ? options : { ...options, version: `v${version}` };
  const docker = withoutDockerHost(() => new Docker(versioned));
  guard(docker.modem, endpoint, bounds);
  return docker;
}

/** docker-modem reads DOCKER_HOST and its certificates too, not quite as docker does, and throws where it cannot. */
function withoutDockerHost<T>(create: () => T): T {
  const host = process.env["DOCKER_HOST"];
  delete process.env["DOCKER_HOST"];
  try {
    return create();
  } finally {
    if (host !== undefined) process.env["DOCKER_HOST"] = host;
  }
}

function guard(modem: Dockerode["modem"], endpoint: Endpoint, bounds: Bounds): void {
  const dial = modem.dial.bind(modem);
  const guarded = callbackify((request: Request) => answer(dial, request, endpoint, bounds));
  modem.dial = (request, callback) => guarded(request, (error, result) => callback?.(error, result));
}

async function answer(dial: Dial, request: Request, endpoint: Endpoint, bounds: Bounds): Promise<object> {
  const call = `${request.method ?? "GET"} ${request.path.replace(/\?.*$/s, "")}`;
  const asStream = request.isStream === true || request.hijack === true || request.openStdin === true;
  const deadline = asStream ? undefined : AbortSignal.timeout(bounds.callMs);
  const signals = [bounds.signal, request.abortSignal, deadline].filter((signal) => signal !== undefined);
  let answered = false;
  try {
    const result = await dialled(dial, { ...request, abortSignal: AbortSignal.any(signals) });
    if (!isResponse(result)) return result;
    answered = true;
    const { statusCode = 0 } = result;
    if (request.statusCodes?.[statusCode] !== true) {
      throw new EngineRefusal(call, statusCode, await refusalText(result), result.headers);
    }
    return asStream ? result : await jsonOf(result, call);
  } catch (error) {
    bounds.signal?.throwIfAborted();
    request.abortSignal?.throwIfAborted();
    if (deadline?.aborted === true) throw timedOut(call, bounds.callMs);
    throw connectionError(error, endpoint, call, answered);
  }
}

/** docker-modem would collect a body without end; as a stream, and whatever the status, it is ours to read. */
const ANY_STATUS = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 100, true]));

function dialled(dial: Dial, request: Request): Promise<object> {
  return new Promise((resolve, reject) => {
    // A hijacked connection comes as itself, its refusal as a response.
    const raw = request.openStdin === true;
    dial(raw ? request : { ...request, isStream: true, statusCodes: ANY_STATUS }, (error, result) => {
      if (error !== null || result === null) reject(error ?? new Error("nothing came back"));
      else resolve(result);
    });
  });
}

function isResponse(result: object): result is IncomingMessage {
  return "statusCode" in result && "headers" in result;
}

/** A JSON object or array; a Buffer where the answer is no JSON by its own word, or empty. */
async function jsonOf(response: IncomingMessage, call: string): Promise<object> {
  const bytes = await readBody(response, LIMITS.engineJsonBytes);
  if (bytes === undefined) {
    throw badAnswer(call, `it is larger than ${LIMITS.engineJsonBytes} bytes (limit engineJsonBytes)`);
  }
  if (bytes.length === 0 || /^text\/plain/i.test(response.headers["content-type"] ?? "")) return bytes;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw badAnswer(call, "it is not JSON", cause);
  }
  // Go writes a list that nothing was ever put in as null: the history of an image whose config has none.
  if (value === null) return [];
  if (typeof value !== "object") throw badAnswer(call, "it is neither an object nor a list");
  return value;
}

async function refusalText(response: IncomingMessage): Promise<string> {
  const bytes = await readBody(response, LIMITS.engineRefusalBytes);
  if (bytes === undefined) return "";
  const text = bytes.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && typeof value["message"] === "string") return oneLine(value["message"]);
  } catch {
    // A proxy in between speaks HTML or plain text.
  }
  return oneLine(text);
}

/** All bytes, or undefined where they are more than the limit; the connection is dropped then. */
async function readBody(response: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the response.
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
