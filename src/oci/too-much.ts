import { LumogateError } from "../model/error.ts";

/**
 * An error about an image that has more of something than any that is meant to be run.
 *
 * @param what the end of a sentence about the image: `has 200000 layers`
 * @param limit its name in `LIMITS`
 */
export function tooMuch(what: string, bound: number, limit: string): LumogateError {
  return new LumogateError("image.limit", `The image ${what}, more than ${bound} (limit ${limit}).`, {
    hint: "No honest image comes near this limit. Look at how it was built.",
  });
}
