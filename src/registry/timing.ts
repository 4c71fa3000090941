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
