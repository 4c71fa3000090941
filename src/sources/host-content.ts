import type { FileHandle } from "node:fs/promises";
import type { Content } from "../model/content.ts";
import { systemReason } from "../model/error.ts";

/** A file of this machine that could be opened, and not be read as it should be. The message is a sentence. */
export class UnreadableFile extends Error {}

/**
 * What is in an open file, to be read at any place for as long as the file is open.
 *
 * @param size how many bytes it had when it was found
 * @returns a content whose reading throws UnreadableFile where the file cannot be read, or has become shorter
 */
export function hostContent(file: FileHandle, size: number): Content {
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const wanted = Math.max(0, Math.min(length, size - offset));
    const buffer = Buffer.allocUnsafe(wanted);
    let got = 0;
    while (got < wanted) {
      const bytes = await readSome(file, buffer, got, offset + got);
      if (bytes === 0) throw new UnreadableFile("It was changed while it was being read.");
      got += bytes;
    }
    return buffer;
  };
  return {
    size,
    read,
    async *chunks(offset = 0) {
      for (let at = offset; at < size; at += PIECE_BYTES) yield await read(at, PIECE_BYTES);
    },
  };
}

/** Each piece takes a call through another thread. */
const PIECE_BYTES = 256 * 1024;

async function readSome(file: FileHandle, buffer: Buffer, at: number, position: number): Promise<number> {
  try {
    return (await file.read(buffer, at, buffer.length - at, position)).bytesRead;
  } catch (cause) {
    throw new UnreadableFile(`It cannot be read: ${systemReason(cause)}.`, { cause });
  }
}
