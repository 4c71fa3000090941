import type { FileHandle } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import type { Blob } from "./blob.ts";

/** Where in an open file a blob lies. */
export interface FileRange {
  readonly file: FileHandle;
  /** When the file was last changed, as of when it was opened: `(await file.stat()).mtimeMs`. */
  readonly mtimeMs: number;
  /** Of the blob's first byte. */
  readonly offset: number;
  readonly size: number;
}

/**
 * A blob that is a part of an open file, or all of it. Reading it throws `blob.changed` where the file was written to
 * since it was opened. Whoever opened the file closes it when none of its blobs is needed any more.
 */
export function fileBlob(range: FileRange, { what, digest }: Pick<Blob, "what" | "digest">): Blob {
  const { file, mtimeMs, offset, size } = range;
  async function* open(from = 0, to = size): AsyncGenerator<Uint8Array> {
    yield* fileChunks(file, offset + from, offset + Math.min(to, size));
    if ((await file.stat()).mtimeMs !== mtimeMs) throw changed(what);
  }
  return { what, ...(digest === undefined ? {} : { digest }), size, isSeekable: true, open };
}

export function changed(what: string): LumogateError {
  return new LumogateError("blob.changed", `${what} was changed while it was being read.`, {
    hint: "Let whoever writes it come to an end, and run again.",
  });
}

/** Smaller ones cost more calls, larger ones more memory until they are collected. */
const CHUNK_BYTES = 256 * 1024;

/** A file's bytes from one position up to another, or to its end where that comes first. */
export async function* fileChunks(
  file: FileHandle,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let position = from; position < to;) {
    // A new buffer each time: views of the old ones are still in use.
    const length = Math.min(CHUNK_BYTES, to - position);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
