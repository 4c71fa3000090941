import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";

/**
 * A file from its beginning, to one byte more than `bytes` and not on, so that whoever reads sees that it is too large: it may be a
 * pipe, or have no end, whatever size it says that it has.
 *
 * @throws the system's error where it cannot be read
 */
export function readBounded(file: string, bytes: number): Promise<Buffer> {
  return buffer(createReadStream(file, { end: bytes }));
}
