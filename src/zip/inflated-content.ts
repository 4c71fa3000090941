import { createInflateRaw } from "node:zlib";
import type { Content } from "../model/content.ts";

/** What is kept of what was inflated last: a directory is read after what stands behind it. */
const WINDOW_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;
/** What is inflated at a time: a thousand times as much may come out of it. */
const COMPRESSED_BYTES = 64 * 1024;

/**
 * What is in a deflated member that is too large for memory. It is inflated from its beginning on, as far as somebody reads, and
 * from its beginning again for what lies before: read forward, this costs one pass.
 *
 * @param compressed the member's data
 * @param size of what is in it, as its directory says
 * @param spend is told of bytes before they are handed out; where it returns false, the content ends
 */
export function inflatedContent(
  compressed: Content,
  size: number,
  spend: (bytes: number) => boolean,
): Content {
  const reader = new ForwardReader(() => inflate(compressed), spend);
  return {
    size,
    read: (offset, length) => reader.read(offset, Math.min(length, size - offset)),
    async *chunks(offset = 0) {
      for (let at = offset; at < size;) {
        const chunk = await reader.read(at, PIECE_BYTES);
        if (chunk.length === 0) return;
        yield chunk;
        at += chunk.length;
      }
    },
  };
}

class ForwardReader {
  readonly #open: () => AsyncGenerator<Uint8Array>;
  readonly #spend: (bytes: number) => boolean;
  #source: AsyncGenerator<Uint8Array> | undefined;
  /** The bytes from #start on that are at hand, as they came. */
  #window: Uint8Array[] = [];
  #start = 0;
  /** Behind the last of them. */
  #reached = 0;

  constructor(open: () => AsyncGenerator<Uint8Array>, spend: (bytes: number) => boolean) {
    this.#open = open;
    this.#spend = spend;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length <= 0) return new Uint8Array(0);
    if (offset < this.#start || this.#source === undefined) await this.#restart();
    await this.#advance(offset, offset + length);
    return this.#copy(offset, offset + length);
  }

  async #restart(): Promise<void> {
    await this.#source?.return(undefined);
    this.#source = this.#open();
    this.#window = [];
    this.#start = 0;
    this.#reached = 0;
  }

  /** Inflates up to `end`, and lets go of what lies further back than the window reaches. */
  async #advance(offset: number, end: number): Promise<void> {
    while (this.#reached < end) {
      const next = await this.#source?.next();
      if (next === undefined || next.done === true || !this.#spend(next.value.length)) return;
      this.#window.push(next.value);
      this.#reached += next.value.length;
      const needed = Math.min(offset, this.#reached - WINDOW_BYTES);
      while (this.#start + (this.#window[0]?.length ?? 0) <= needed)
        this.#start += this.#window.shift()?.length ?? 0;
    }
  }

  /** A copy: the caller may keep it longer than the window lives. */
  #copy(offset: number, end: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = this.#start;
    for (const piece of this.#window) {
      if (at < end && at + piece.length > offset)
        parts.push(piece.subarray(Math.max(0, offset - at), end - at));
      at += piece.length;
    }
    return Buffer.concat(parts);
  }
}

/**
 * Damaged data ends where the damage is: what was cut off is told by whoever misses it. Not by iterating over the stream, since one
 * that fails throws away what nobody has read yet.
 */
async function* inflate(compressed: Content): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: PIECE_BYTES });
  let inflated: Uint8Array[] = [];
  inflater.on("data", (chunk: Buffer) => inflated.push(chunk));
  // It is closed then, too.
  inflater.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => inflater.once("close", resolve));
  try {
    for (let at = 0; at < compressed.size && !inflater.destroyed; at += COMPRESSED_BYTES) {
      const piece = await compressed.read(at, COMPRESSED_BYTES);
      if (piece.length === 0) break;
      const written = new Promise<void>((resolve) => inflater.write(piece, () => resolve()));
      await Promise.race([written, closed]);
      yield* inflated;
      inflated = [];
    }
    if (!inflater.destroyed) inflater.end();
    await closed;
    yield* inflated;
  } finally {
    inflater.destroy();
  }
}
