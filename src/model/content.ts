/**
 * The content of one file, wherever it lies: in memory, in a temporary file, in a folder. For readers that need parts of it
 * from here and there, since a file may be larger than the memory that we allow ourselves.
 */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /**
   * @param offset of the first byte
   * @returns `length` bytes, or fewer where the content ends before; the caller must not change them
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** All of it in pieces, from `offset` on. */
  chunks(offset?: number): AsyncIterable<Uint8Array>;
}

/** A content that is in memory. */
export function memoryContent(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    // oxlint-disable-next-line require-await -- an async iterable is what is asked for
    async *chunks(offset = 0) {
      if (offset < bytes.length) yield bytes.subarray(offset);
    },
  };
}
