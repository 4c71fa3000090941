/** Numbers one after the other, in one byte order. */
export class Writer {
  readonly #parts: Buffer[] = [];
  readonly #littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  number(value: number, width: number): this {
    const bytes = Buffer.alloc(width);
    for (let index = 0; index < width; index += 1) {
      const digit = Math.floor(value / 2 ** (8 * index)) % 256;
      bytes[this.#littleEndian ? index : width - 1 - index] = digit;
    }
    this.#parts.push(bytes);
    return this;
  }

  bytes(value: Uint8Array | string, width?: number): this {
    const bytes = Buffer.from(value as string, "latin1");
    this.#parts.push(bytes, Buffer.alloc(Math.max(0, (width ?? bytes.length) - bytes.length)));
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
