import type { Writable } from "node:stream";
import type { Encoded } from "../encode/encoded.ts";
import { writeFailure } from "./failure.ts";

/**
 * Writes to standard output, or any other stream, and waits until the system has taken all of it: a process that ends earlier
 * leaves half a document behind, with exit code 0.
 *
 * @throws LumogateError `output.write` where the reader has gone (EPIPE), or the disk is full
 */
export function print(
  text: Encoded<"terminal"> | Encoded<"json">,
  stream: Writable = process.stdout,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(writeFailure("to standard output", cause));
    // The stream says it twice, here and to the callback; without a listener it would end the process by itself.
    stream.once("error", fail);
    stream.write(text, (cause) => {
      if (cause) return fail(cause);
      stream.off("error", fail);
      resolve();
    });
  });
}
