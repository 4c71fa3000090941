import { setTimeout as delay } from "node:timers/promises";
import { LIMITS } from "../limits.ts";
import { timedOut } from "./failure.ts";

/**
 * Waits for work of cleaning up, but no longer than `LIMITS.cleanUpMs`: somebody is waiting for us to end.
 *
 * @param what for the sentence of an error: `the removal of a container`
 * @throws LumogateError `engine.timeout`; the work goes on then
 */
export async function withinCleanUp(work: Promise<void>, what: string): Promise<void> {
  const late = delay(LIMITS.cleanUpMs, undefined, { ref: false }).then(() => {
    throw timedOut(what, LIMITS.cleanUpMs);
  });
  await Promise.race([work, late]);
}

/**
 * Runs a call that asks, and whose answer does not end by itself as JSON does.
 *
 * @param call for the sentence of an error: `GET /_ping`
 * @param signal the run's; its reason goes before the deadline
 * @throws LumogateError `engine.timeout` after `LIMITS.engineCallMs`, and what the work throws
 */
export async function withinCall<T>(
  call: string,
  signal: AbortSignal,
  work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(LIMITS.engineCallMs);
  try {
    return await work(deadline);
  } catch (error) {
    throw deadline.aborted && !signal.aborted ? timedOut(call, LIMITS.engineCallMs) : error;
  }
}
