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

/**
 * A part of a content, as if it were one of its own. What is asked of it may lie anywhere, since numbers in a program or a zip say where: beyond
 * its end there is nothing, and the content itself is only asked for what it has.
 */
export function partOf(content: Content, offset: number, size: number): Content {
  const end = Math.min(offset + size, content.size);
  const length = Math.max(0, end - offset);
  return {
    size: length,
    read: (at, wanted) => {
      const available = Math.max(0, Math.min(wanted, length - at));
      return available === 0 ? Promise.resolve(new Uint8Array(0)) : content.read(offset + at, available);
    },
    async *chunks(from = 0) {
      let left = length - from;
      for await (const chunk of content.chunks(offset + from)) {
        if (left <= 0) return;
        yield chunk.subarray(0, left);
        left -= chunk.length;
      }
    },
  };
}
