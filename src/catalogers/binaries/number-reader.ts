/**
 * Numbers at places in bytes that nobody vouches for. Whoever reads looks first whether that much is there; a number past
 * the end is 0, never an exception. 64-bit numbers beyond 2^53 lose their last digits: such offsets and sizes are beyond every file.
 */
export class NumberReader {
  readonly #view: DataView;
  readonly littleEndian: boolean;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.littleEndian = littleEndian;
  }

  get length(): number {
    return this.#view.byteLength;
  }

  u8(at: number): number {
    return this.#has(at, 1) ? this.#view.getUint8(at) : 0;
  }

  u16(at: number): number {
    return this.#has(at, 2) ? this.#view.getUint16(at, this.littleEndian) : 0;
  }

  u32(at: number): number {
    return this.#has(at, 4) ? this.#view.getUint32(at, this.littleEndian) : 0;
  }

  u64(at: number): number {
    const [high, low] = this.littleEndian ? [at + 4, at] : [at, at + 4];
    return this.u32(high) * 2 ** 32 + this.u32(low);
  }

  /** A number as wide as a pointer: 4 or 8 bytes. */
  word(at: number, width: number): number {
    return width === 8 ? this.u64(at) : this.u32(at);
  }

  #has(at: number, size: number): boolean {
    return at >= 0 && at + size <= this.#view.byteLength;
  }
}
