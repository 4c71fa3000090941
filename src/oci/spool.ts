import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Content } from "../model/content.ts";
import { LumogateError, systemReason } from "../model/error.ts";

/**
 * Lets somebody read a stream at any place, by way of a temporary file. It has no name any more when the first byte is
 * written, so that nobody else reads it, and nothing is left behind however the process ends.
 *
 * @param size how many bytes the stream has
 * @param use the content is gone when it has answered
 * @throws LumogateError `temporary.file`; what the stream and `use` throw
 */
export async function spooled<Result>(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  use: (content: Content) => Promise<Result>,
): Promise<Result> {
  await using file = await attempt(openNameless);
  let batch: Uint8Array[] = [];
  let batched = 0;
  const flush = async (): Promise<void> => {
    const parts = batch;
    batch = [];
    batched = 0;
    await attempt(() => writeAll(file, parts));
  };
  for await (const chunk of chunks) {
    batch.push(chunk);
    batched += chunk.length;
    if (batched >= BATCH_BYTES) await flush();
  }
  await flush();
  return await use(new FileContent(file, size));
}

/** Written, and read in order, so many bytes at a time: each call goes through another thread. */
const BATCH_BYTES = 1024 * 1024;

async function openNameless(): Promise<FileHandle> {
  const name = path.join(os.tmpdir(), `lumogate-${randomUUID()}`);
  const file = await open(name, "wx+", 0o600);
  try {
    await unlink(name);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

/** A system may write fewer bytes than it was given. */
async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const bytes = Buffer.concat(parts);
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at);
    at += bytesWritten;
  }
}

class FileContent implements Content {
  readonly size: number;
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const buffer = Buffer.allocUnsafeSlow(wanted);
    let read = 0;
    while (read < wanted) {
      const { bytesRead } = await attempt(() => this.#file.read(buffer, read, wanted - read, offset + read));
      if (bytesRead === 0) throw failed(new Error("it has become shorter"));
      read += bytesRead;
    }
    return buffer;
  }

  async *chunks(offset = 0): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < this.size; at += BATCH_BYTES) yield await this.read(at, BATCH_BYTES);
  }
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof LumogateError ? cause : failed(cause);
  }
}

function failed(cause: unknown): LumogateError {
  return new LumogateError(
    "temporary.file",
    `A large file of the image cannot be put into a temporary file in ${os.tmpdir()}: ${systemReason(cause)}.`,
    { hint: "See that there is room, or name another folder with TMPDIR.", cause },
  );
}
