import { errors } from "undici";
import { LumogateError } from "../model/error.ts";
import type { Question } from "./exchange.ts";
import { badAnswer, RegistryFailure } from "./failure.ts";
import { ForbiddenAddress } from "./guard.ts";

/**
 * What a failed request means, as an error that says what to do.
 *
 * @param isAnswering true once the answer's body has begun
 */
export function connectionFailure(
  cause: unknown,
  { url, role, what }: Question,
  isAnswering: boolean,
): LumogateError {
  if (cause instanceof LumogateError) return cause;
  if (cause instanceof ForbiddenAddress) return forbidden(url.host, role, cause);
  if (cause instanceof errors.ConnectTimeoutError) return timedOut(url.host, what, "the connection");
  if (cause instanceof errors.HeadersTimeoutError) return timedOut(url.host, what, "its answer");
  if (cause instanceof errors.BodyTimeoutError) return timedOut(url.host, what, "the next bytes");
  const code = codeOf(cause);
  if (isNotTls(code)) return plainHttp(url.host, cause);
  if (isTlsCode(code)) return untrusted(url.host, code, cause);
  if (code.startsWith("HPE_") || cause instanceof errors.HeadersOverflowError)
    return badAnswer(url.host, what, "it is not HTTP as the standard has it");
  if (isAnswering) return incomplete(url.host, `broke off in the middle of ${what}`, cause);
  const isTransient = BROKEN.has(code);
  return new RegistryFailure("unreachable", `${url.host} cannot be asked for ${what}: ${reason(code)}.`, {
    hint: "Look at the registry's name and port, at this machine's network, and at HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
    cause,
    isTransient,
  });
}

/** @param clause `broke off in the middle of layer 0` */
export function incomplete(host: string, clause: string, cause?: unknown): RegistryFailure {
  return new RegistryFailure("incomplete", `${host} ${clause}.`, {
    hint: "The connection broke off, or the registry has not all of it. Run again.",
    cause,
    isTransient: true,
  });
}

/** @param late what did not come */
export function timedOut(host: string, what: string, late: string): RegistryFailure {
  return new RegistryFailure("timeout", `${host} took too long over ${what}: ${late} did not come in time.`, {
    hint: "Look whether the registry and the way to it are slow or overloaded, and run again.",
  });
}

function forbidden(host: string, role: Question["role"], cause: ForbiddenAddress): RegistryFailure {
  const [code, who] =
    role === "realm"
      ? ["realm-refused", `the token service ${host}`]
      : ["redirect-refused", `${host}, to which the registry redirects`];
  return new RegistryFailure(code, `lumogate does not ask ${who}: ${cause.message}.`, {
    hint: "A registry could lead lumogate into your private network this way. If you trust it, let an engine pull the image, and name it as docker:…",
    cause,
  });
}

function plainHttp(host: string, cause: unknown): RegistryFailure {
  return new RegistryFailure("plain-http", `${host} does not speak TLS.`, {
    hint: `If it is a registry without TLS, and you trust all that lies between, say so with --plain-http ${host}.`,
    cause,
  });
}

function untrusted(host: string, code: string, cause: unknown): RegistryFailure {
  return new RegistryFailure("tls", `No trusted TLS connection to ${host} came about (${code}).`, {
    hint: `Name the authority that signed its certificate with --registry-ca FILE, or put it into /etc/containers/certs.d/${host}/ca.crt. A registry without TLS needs --plain-http ${host}.`,
    cause,
  });
}

/** Of an error, or of the first of those that trying several addresses made. */
function codeOf(error: unknown): string {
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return one instanceof Error && "code" in one && typeof one.code === "string" ? one.code : "";
}

/** What OpenSSL says where the other side's first bytes are no TLS. */
function isNotTls(code: string): boolean {
  return code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG";
}

/** OpenSSL's reasons, and the words for a certificate that does not hold (node:tls, "X509 certificate error codes"). */
function isTlsCode(code: string): boolean {
  return /^(?:ERR_SSL_|ERR_TLS_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERROR_IN_CERT|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO)/.test(
    code,
  );
}

/** A connection that was there, or should have been, and may be there again. A refused one and an unknown name stay what they are. */
const BROKEN = new Set([
  "UND_ERR_SOCKET",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

const REASONS = new Map([
  ["ECONNREFUSED", "nothing listens there"],
  ["ENOTFOUND", "no such host is known"],
  ["EAI_AGAIN", "its name could not be looked up"],
  ["EHOSTUNREACH", "there is no way to it"],
  ["ENETUNREACH", "there is no way to it"],
]);

function reason(code: string): string {
  return (
    REASONS.get(code) ??
    (BROKEN.has(code)
      ? `the connection broke off (${code})`
      : `the connection failed${code === "" ? "" : ` (${code})`}`)
  );
}
