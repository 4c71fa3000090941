import { LumogateError, systemReason } from "../model/error.ts";

/** `output.write`: what could not be written, and what the system said. */
export function writeFailure(place: string, cause: unknown): LumogateError {
  return new LumogateError("output.write", `Could not write ${place}: ${systemReason(cause)}.`, {
    cause,
    hint: "Nobody has read the result in full: do not take this run for a verdict.",
  });
}
