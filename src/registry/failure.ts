import { LumogateError } from "../model/error.ts";

export interface FailureDetails {
  readonly hint: string;
  readonly cause?: unknown;
  /** Whether the same request may fare better a moment later. */
  readonly isTransient?: boolean;
  /** How long the registry asks us to wait before that, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * A registry's answer, or the lack of one. What a registry says in its own words is never quoted: it has seen our credentials,
 * and could say them.
 */
export class RegistryFailure extends LumogateError {
  readonly isTransient: boolean;
  readonly retryAfterMs?: number;

  constructor(code: string, message: string, details: FailureDetails) {
    super(`registry.${code}`, message, details);
    this.isTransient = details.isTransient ?? false;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** An answer that the API does not provide for. @param clause `its Content-Type is text/html` */
export function badAnswer(host: string, what: string, clause: string): RegistryFailure {
  return new RegistryFailure("protocol", `The answer of ${host} for ${what} cannot be used: ${clause}.`, {
    hint: "Look whether a registry answers there, and what stands between it and lumogate: a proxy, a login page.",
  });
}

export function wrongDigest(what: string, actual: string, expected: string): RegistryFailure {
  return new RegistryFailure(
    "digest",
    `What the registry gave out as ${what} is not it: its digest is ${actual}, expected ${expected}.`,
    {
      hint: "It was damaged or changed, in the registry or on the way. Push the image again, or look at what stands between.",
    },
  );
}

/** @param code in full: `registry.not-found` */
export function isFailure(error: unknown, code: string): boolean {
  return error instanceof RegistryFailure && error.code === code;
}
