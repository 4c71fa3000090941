import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";

/**
 * By how much more a stream swells than programs and texts do. A bomb is found by this long before it is large: deflate
 * swells by 1,030 at most, zstd by 29,000. What swells like that and is honest is a file of zeros, and there is room for it.
 *
 * @param unpacked bytes that came of those that were read
 */
export function swellingOf(unpacked: number, read: number): number {
  return Math.max(0, unpacked - LIMITS.swellingRatio * read);
}

/** @param what the stream or streams */
export function swollen(what: string): LumogateError {
  const bound = `${LIMITS.swellingBytes} bytes beyond ${LIMITS.swellingRatio} for each that was read (limits swellingBytes, swellingRatio)`;
  return new LumogateError("compression.limit", `${what} swells to more than ${bound}.`, {
    hint: "Only a bomb does, or a huge file of zeros. Look at how it was made; if it is honest, save it without compression.",
  });
}
