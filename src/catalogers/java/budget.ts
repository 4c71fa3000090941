import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";

/**
 * What may be read and inflated for one file of an image, all archives in it together: so much whatever its size, and a multiple of
 * it. Since each byte counts each time that it is read, no archive of archives costs more, however it is folded.
 */
export class Budget {
  #left: number;
  /** Bytes of inflated archives that are in memory now, each within the one before it. */
  held = 0;

  constructor(size: number) {
    this.#left = LIMITS.inspectedBytes / 2 + size * (LIMITS.inspectedRatio - 1);
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** @returns false where nothing was left for it */
  spend(bytes: number): boolean {
    if (this.isSpent) return false;
    this.take(bytes);
    return true;
  }

  take(bytes: number): void {
    this.#left -= bytes;
  }

  /** The same content, and what is read of it counts. */
  counting(content: Content): Content {
    return {
      size: content.size,
      read: async (offset, length) => {
        if (this.isSpent) return new Uint8Array(0);
        const bytes = await content.read(offset, length);
        this.take(bytes.length);
        return bytes;
      },
      chunks: (offset) => content.chunks(offset),
    };
  }
}
