import { Readable } from "node:stream";
import type { Header } from "tar-stream";
import { LumogateError } from "../model/error.ts";
import { badAnswer } from "./failure.ts";

/** An entry of a tar that the archive API sends. */
export interface ArchiveEntry {
  readonly type: Header["type"];
  /** As in the tar: what was asked for comes first, the path inside of it after that. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The content. What is not read before the next entry is skipped. */
  read(): Promise<Uint8Array>;
}

/**
 * The entries of a tar while it arrives.
 *
 * @param source its bytes; a LumogateError or the signal's reason that it throws is passed on
 * @throws LumogateError `engine.answer` where the tar is broken or has no end: an engine that fails midway ends its
 * answer as if all were well
 */
export async function* archiveEntries(
  source: AsyncIterable<Uint8Array>,
  call: string,
  signal: AbortSignal,
): AsyncGenerator<ArchiveEntry> {
  // Here, because no other call to the engine needs it.
  const { extract } = await import("tar-stream");
  const end = new EndWatch();
  const bytes = Readable.from(end.watch(source));
  const tar = extract();
  bytes.on("error", (error) => tar.destroy(error));
  bytes.pipe(tar);
  try {
    for await (const entry of tar) {
      const { type, name, size } = entry.header;
      yield { type, name, size, read: () => contentOf(entry) };
      entry.resume();
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof LumogateError ? cause : badAnswer(call, "its tar is broken", cause);
  } finally {
    bytes.destroy();
  }
  if (!end.reached) throw badAnswer(call, "its tar has no end");
}

async function contentOf(entry: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Watches whether bytes end as a tar does (POSIX pax, "ustar Interchange Format"): with two blocks of zeros. */
class EndWatch {
  static readonly #BYTES = 1024;
  #tail = Buffer.alloc(0);

  get reached(): boolean {
    return this.#tail.length === EndWatch.#BYTES && this.#tail.every((byte) => byte === 0);
  }

  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#tail = Buffer.concat([this.#tail, chunk.subarray(-EndWatch.#BYTES)]).subarray(-EndWatch.#BYTES);
      yield chunk;
    }
  }
}
