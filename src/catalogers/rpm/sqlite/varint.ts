/** A number of one to nine bytes, seven bits in each, the last of nine with eight (sqlite.org/fileformat2.html, 1.6). */
export interface Varint {
  readonly value: number;
  /** Where it ends. */
  readonly end: number;
}

/**
 * @returns undefined where the bytes end within it; a number beyond 2^53, which no length and no page number is, is not
 * exact
 */
export function varintAt(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    if (index === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
