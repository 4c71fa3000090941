import { LIMITS } from "../limits.ts";
import { RegistryFailure } from "./failure.ts";
import type { Timing } from "./timing.ts";

export interface Patience {
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/**
 * Does something that can be done again, until it succeeds, fails for good, or has been tried often enough.
 *
 * @throws what the work threw last; the reason of the signal
 */
export async function retrying<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      patience.signal.throwIfAborted();
      await pauseAfter(error, attempt, patience);
    }
  }
}

/**
 * Waits before another attempt: as long as the registry asks for, else twice as long each time.
 *
 * @param attempt which one has failed, from 1
 * @throws the error itself where another attempt would be in vain
 */
export async function pauseAfter(
  error: unknown,
  attempt: number,
  { timing, signal, progress }: Patience,
): Promise<void> {
  const isTransient = error instanceof RegistryFailure && error.isTransient;
  if (!isTransient || attempt >= LIMITS.registryAttempts) throw error;
  const pause = error.retryAfterMs ?? LIMITS.registryBackoffMs * 2 ** (attempt - 1);
  if (pause > LIMITS.registryRetryAfterMs) throw error;
  progress(`${error.message} Trying again in ${pause / 1000} s.`);
  await timing.wait(pause, signal);
}

/**
 * `Retry-After` in milliseconds from now (RFC 9110, section 10.2.3): seconds, or a date. Undefined where it is neither.
 *
 * @param now in milliseconds since 1970
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000;
  // Date.parse takes much for a date; a date of HTTP ends with GMT.
  const date = value.endsWith(" GMT") ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
