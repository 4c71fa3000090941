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
