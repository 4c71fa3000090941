/**
 * Memory that the pieces of one value after the other are put together in. A database of 200 MB would else be copied whole,
 * piece by piece, faster than memory is freed.
 */
export class Scratch {
  #bytes = new Uint8Array(FIRST_BYTES);

  /** @returns so many bytes, of any content; what was taken before is overwritten */
  take(length: number): Uint8Array {
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length);
  }
}

/** Most headers have less. */
const FIRST_BYTES = 256 * 1024;
