/** Reads a stream of chunks by lengths. Hands out views of the chunks wherever one chunk holds all that is asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  /** What of the chunk has been handed out. */
  #used = 0;
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** How many bytes have been handed out or skipped. */
  get position(): number {
    return this.#position;
  }

  /** @returns at most `length` bytes, at least one; undefined at the end of the stream */
  async some(length: number): Promise<Uint8Array | undefined> {
    while (this.#used === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      this.#chunk = next.value;
      this.#used = 0;
    }
    const bytes = this.#chunk.subarray(this.#used, this.#used + length);
    this.#used += bytes.length;
    this.#position += bytes.length;
    return bytes;
  }

  /** @returns exactly `length` bytes, or what is left where the stream ends before */
  async exactly(length: number): Promise<Uint8Array> {
    if (this.#chunk.length - this.#used >= length) {
      const bytes = this.#chunk.subarray(this.#used, this.#used + length);
      this.#used += length;
      this.#position += length;
      return bytes;
    }
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
    while (this.#position < position) {
      if ((await this.some(position - this.#position)) === undefined) return false;
    }
    return true;
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
}
