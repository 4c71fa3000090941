import { setTimeout as delay } from "node:timers/promises";
import { LIMITS } from "../limits.ts";

/** How long a registry may take, and the clock that says so; in milliseconds. */
export interface Timing {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
  readonly documentMs: number;
  readonly bytesPerSecond: number;
  now(): number;
  /** @throws the signal's reason */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Aborted when a request for so many bytes has taken too long, to its last byte. @param bytes left out: a document's few */
export function deadlineFor({ documentMs, bytesPerSecond }: Timing, bytes = 0): AbortSignal {
  const milliseconds = Math.ceil(documentMs + (bytes / bytesPerSecond) * 1000);
  return AbortSignal.timeout(Math.min(milliseconds, LONGEST_TIMER_MS));
}

/** A timer that is set to more goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const TIMING: Timing = {
  connectMs: LIMITS.registryConnectMs,
  headersMs: LIMITS.registryHeadersMs,
  idleMs: LIMITS.registryIdleMs,
  documentMs: LIMITS.registryDocumentMs,
  bytesPerSecond: LIMITS.registryBytesPerSecond,
  now: Date.now,
  async wait(milliseconds, signal) {
    await delay(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
};
