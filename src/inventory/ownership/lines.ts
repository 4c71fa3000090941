import { isAscii } from "node:buffer";
import { byteString, decodeUtf8 } from "../../text.ts";

/**
 * The lines of a list of files, each as a tree's paths are written: UTF-8, or byte by byte where it is not. A last line
 * without its end is one as well.
 */
export function* linesOf(bytes: Uint8Array): Generator<string> {
  const text = byteString(bytes);
  // Almost every list is, and then no line needs a look.
  const ascii = isAscii(bytes);
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end === -1) end = text.length;
    const line = text.slice(start, end);
    yield ascii ? line : decodeUtf8(line).text;
  }
}

/** Whether a file of lines was cut within one. */
export function endsWithinLine(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.at(-1) !== 0x0a;
}
