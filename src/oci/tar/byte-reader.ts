import type { Blob } from "../blob.ts";

/** Opening a file anew takes as long as reading this much of it. */
const SEEK_BYTES = 512 * 1024;

/**
 * Reads bytes by lengths, front to back. Hands out views of the chunks wherever one chunk holds all that is asked for.
 * What is skipped is jumped over, and not read, where it is much and the blob can be read at any place.
 */
export class ByteReader {
  readonly #blob: Blob | undefined;
  #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  /** What of the chunk has been handed out. */
  #used = 0;
  #position = 0;

  constructor(source: AsyncIterable<Uint8Array> | Blob) {
    // Not by `open`, which a file's stream has as well.
    const blob = Symbol.asyncIterator in source ? undefined : source;
    this.#blob = blob?.isSeekable === true ? blob : undefined;
    this.#chunks = (Symbol.asyncIterator in source ? source : source.open())[Symbol.asyncIterator]();
  }

  /** How many bytes have been handed out or skipped. */
  get position(): number {
    return this.#position;
  }

  /** @returns exactly `length` bytes where the current chunk has them; most often it has, and nobody need wait */
  atHand(length: number): Uint8Array | undefined {
    return this.#chunk.length - this.#used >= length ? this.#take(length) : undefined;
  }

  /** @returns the same, and they stay where they are */
  peekAtHand(length: number): Uint8Array | undefined {
    if (this.#chunk.length - this.#used < length) return undefined;
    return this.#chunk.subarray(this.#used, this.#used + length);
  }

  /**
   * The next bytes, which stay where they are.
   *
   * @returns at once what the current chunk has; the chunk is made longer where it has too few
   */
  peek(length: number): Uint8Array | Promise<Uint8Array> {
    return this.peekAtHand(length) ?? this.#lengthened(length);
  }

  /** @returns at most `length` bytes, at least one; undefined at the end of the stream */
  async some(length: number): Promise<Uint8Array | undefined> {
    while (this.#used === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#chunk = next.value;
      this.#used = 0;
    }
    return this.#take(Math.min(length, this.#chunk.length - this.#used));
  }

  /** @returns exactly `length` bytes, or what is left where the stream ends before */
  async exactly(length: number): Promise<Uint8Array> {
    const bytes = this.atHand(length);
    if (bytes !== undefined) return bytes;
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === undefined) break;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** @returns false where the stream ends before the position */
  async skipTo(position: number): Promise<boolean> {
    if (this.skipAtHand(position)) return true;
    if (this.#blob !== undefined && position - this.#position > SEEK_BYTES)
      return this.#seek(this.#blob, position);
    while (this.#position < position) {
      if ((await this.some(position - this.#position)) === undefined) return false;
    }
    return true;
  }

  /** @returns whether the position is within the current chunk, and so has been skipped to */
  skipAtHand(position: number): boolean {
    const distance = Math.max(0, position - this.#position);
    if (distance > this.#chunk.length - this.#used) return false;
    this.#used += distance;
    this.#position += distance;
    return true;
  }

  /** Skips zeros in the current chunk, in pieces of so many bytes. */
  skipZerosAtHand(length: number): void {
    const zeros = Buffer.alloc(length);
    while (this.#chunk.length - this.#used >= length) {
      if (!zeros.equals(this.#chunk.subarray(this.#used, this.#used + length))) return;
      this.#used += length;
      this.#position += length;
    }
  }

  /** The bytes up to a position, or up to the stream's end where that comes first. */
  async *until(position: number): AsyncGenerator<Uint8Array> {
    while (this.#position < position) {
      const bytes = await this.some(position - this.#position);
      if (bytes === undefined) return;
      yield bytes;
    }
  }

  /** Tells the stream that no more of it is wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #lengthened(length: number): Promise<Uint8Array> {
    const parts = [this.#chunk.subarray(this.#used)];
    for (let missing = length - (parts[0]?.length ?? 0); missing > 0;) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      parts.push(next.value);
      missing -= next.value.length;
    }
    this.#chunk = Buffer.concat(parts);
    this.#used = 0;
    return this.#chunk.subarray(0, length);
  }

  #take(length: number): Uint8Array {
    const bytes = this.#chunk.subarray(this.#used, this.#used + length);
    this.#used += length;
    this.#position += length;
    return bytes;
  }

  async #seek(blob: Blob, position: number): Promise<boolean> {
    await this.close();
    this.#chunk = new Uint8Array(0);
    this.#used = 0;
    this.#position = Math.min(position, blob.size);
    this.#chunks = blob.open(this.#position)[Symbol.asyncIterator]();
    return position <= blob.size;
  }
}
