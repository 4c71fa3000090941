import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { LumogateError, messageOf } from "../model/error.ts";
import { chunksOf } from "./chunks.ts";
import type { Endpoint } from "./endpoint.ts";

/** The engine answered a call with a status that its caller did not ask for. */
export class EngineRefusal extends LumogateError {
  readonly status: number;
  /** The engine's own words, on one line; empty where it said nothing. */
  readonly said: string;
  readonly headers: IncomingHttpHeaders;

  constructor(call: string, status: number, said: string, headers: IncomingHttpHeaders) {
    super(
      "engine.refused",
      `The engine refused ${call} with status ${status}${said === "" ? "" : `: ${said}`}.`,
      {
        hint: "The engine's log says more.",
      },
    );
    this.status = status;
    this.said = said;
    this.headers = headers;
  }
}

export function isRefusal(error: unknown, ...statuses: readonly number[]): error is EngineRefusal {
  return error instanceof EngineRefusal && statuses.includes(error.status);
}

/** An answer that is not what the API promises. @param what a clause: `its JSON broke off` */
export function badAnswer(call: string, what: string, cause?: unknown): LumogateError {
  return new LumogateError("engine.answer", `The engine's answer to ${call} cannot be used: ${what}.`, {
    hint: "Run again. If it stays so, look at the engine's log, and at what stands between it and lumogate.",
    cause,
  });
}

export function timedOut(call: string, milliseconds: number): LumogateError {
  return new LumogateError(
    "engine.timeout",
    `The engine did not finish ${call} within ${milliseconds / 1000} seconds.`,
    {
      hint: 'Look whether the engine is busy or hangs: does "docker ps" answer?',
    },
  );
}

/**
 * What a failed connection means, as an error that says what to do.
 *
 * @param call for the sentence: `GET /images/json`
 * @param answered true once the engine's answer has begun
 */
export function connectionError(
  cause: unknown,
  endpoint: Endpoint,
  call: string,
  answered: boolean,
): LumogateError {
  if (cause instanceof LumogateError) return cause;
  const code = errorCode(cause);
  const said = oneLine(messageOf(cause));
  if (code === "EACCES" || code === "EPERM") return noPermission(endpoint, cause);
  if (answered || code.startsWith("HPE_"))
    return badAnswer(call, `it broke off or is not HTTP (${said})`, cause);
  if (isTlsCode(code)) return tlsError(endpoint, said, cause);
  return new LumogateError(
    "engine.unreachable",
    `There is no container engine at ${endpoint.url}: ${said}.`,
    {
      hint: "Start it, or set DOCKER_HOST to the engine's address.",
      cause,
    },
  );
}

/**
 * A streamed answer's bytes.
 *
 * @param signal the run's; its reason is thrown when it is why the stream broke off
 * @throws LumogateError `engine.answer` where the stream breaks off
 */
export async function* unbroken(
  stream: NodeJS.ReadableStream | AsyncGenerator<Uint8Array>,
  call: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    // Whatever its type says, what is no generator is an answer of node:http.
    yield* "next" in stream ? stream : chunksOf(stream as Readable);
  } catch (cause) {
    signal.throwIfAborted();
    throw badAnswer(call, "it broke off", cause);
  }
}

/** No place, of one or several, had an engine. @param hint what to do */
export function noneReachable(from: string, failures: readonly LumogateError[], hint: string): LumogateError {
  const denied = failures.find(({ code }) => code === "engine.permission");
  if (denied !== undefined) return denied;
  const [first, ...others] = failures;
  if (first !== undefined && others.length === 0)
    return new LumogateError(first.code, first.message, { hint, cause: first });
  const tried = failures.map(({ message }) => message.replace(/^There is no container engine at |\.$/g, ""));
  return new LumogateError(
    "engine.unreachable",
    `No container engine answered; tried ${from}: ${tried.join("; ")}.`,
    { hint, cause: first },
  );
}

/** Text of an engine or of a registry for a sentence of ours: one line, and not endless. */
export function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
  return line.length > 1000 ? `${line.slice(0, 1000)}…` : line;
}

function noPermission(endpoint: Endpoint, cause: unknown): LumogateError {
  return new LumogateError("engine.permission", `You may not use the container engine at ${endpoint.url}.`, {
    hint:
      'On Linux, join the group of its socket ("sudo usermod -aG docker $USER", then log in again; that group is as ' +
      "mighty as root), or use rootless Docker or podman and set DOCKER_HOST to its socket.",
    cause,
  });
}

function tlsError(endpoint: Endpoint, said: string, cause: unknown): LumogateError {
  return new LumogateError(
    "engine.tls",
    `No TLS connection to the engine at ${endpoint.url} comes about: ${said}.`,
    {
      hint:
        "DOCKER_CERT_PATH names the folder of ca.pem, cert.pem and key.pem; DOCKER_TLS_VERIFY=1 turns TLS on, and " +
        "an engine without TLS needs it unset.",
      cause,
    },
  );
}

function isTlsCode(code: string): boolean {
  return /^ERR_(?:TLS|SSL|OSSL)|CERT|^EPROTO$|SELF_SIGNED|UNABLE_TO_|^HOSTNAME_MISMATCH$/.test(code);
}

function errorCode(error: unknown): string {
  // Where a name has several addresses, Node tries all and joins the errors.
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
