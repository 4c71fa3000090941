import type { FileHandle } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import type { Blob } from "./blob.ts";

/** A file, and what it was like when it was opened. */
export interface OpenFile {
  readonly file: FileHandle;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * An open file as a blob. Reading it throws `blob.changed` where the file was written to since it was opened. Whoever
 * opened the file closes it when the blob is needed no more.
 */
export function fileBlob({ file, size, mtimeMs }: OpenFile, what: string): Blob {
  async function* open(from = 0, to = size): AsyncGenerator<Uint8Array> {
    yield* fileChunks(file, from, Math.min(to, size));
    if ((await file.stat()).mtimeMs !== mtimeMs) throw changed(what);
  }
  return { what, size, isSeekable: true, open };
}

export function changed(what: string): LumogateError {
  return new LumogateError("blob.changed", `${what} was changed while it was being read.`, {
    hint: "Let whoever writes it come to an end, and run again.",
  });
}

/** Smaller ones cost more calls, larger ones more memory until they are collected. */
const CHUNK_BYTES = 256 * 1024;

/** A file's bytes from one position up to another, or to its end where that comes first. */
async function* fileChunks(file: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let position = from; position < to;) {
    // A new buffer each time: views of the old ones are still in use.
    const length = Math.min(CHUNK_BYTES, to - position);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
