import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";

/**
 * A file's content for one cataloger, which may read so much of it, and for so long: whatever is in a file, reading it
 * comes to an end. Tells afterwards why a read failed: since there was nothing left to spend, or since the content could
 * not be had.
 */
export class MeteredContent implements Content {
  readonly size: number;
  readonly #content: Content;
  readonly #isLate: () => boolean;
  #bytesLeft: number;
  #overspent: string | undefined;
  #failure: { readonly cause: unknown } | undefined;

  /** @param isLate whether the time is up */
  constructor(content: Content, isLate: () => boolean) {
    this.#content = content;
    this.#isLate = isLate;
    this.size = content.size;
    this.#bytesLeft = LIMITS.inspectedBytes + LIMITS.inspectedRatio * content.size;
  }

  /** A sentence that says which limit was reached; undefined where none was. */
  get overspent(): string | undefined {
    return this.#overspent;
  }

  /** Why the content could not be had, which is no matter of the cataloger's. */
  get failure(): { readonly cause: unknown } | undefined {
    return this.#failure;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    this.#spend(Math.min(length, Math.max(0, this.size - offset)));
    try {
      return await this.#content.read(offset, length);
    } catch (cause) {
      this.#failure ??= { cause };
      throw cause;
    }
  }

  async *chunks(offset = 0): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of this.#content.chunks(offset)) {
        this.#spend(chunk.length);
        yield chunk;
      }
    } catch (cause) {
      if (this.#overspent === undefined) this.#failure ??= { cause };
      throw cause;
    }
  }

  #spend(bytes: number): void {
    // A read of nothing takes its time, too.
    this.#bytesLeft -= Math.max(bytes, SMALLEST_READ);
    if (this.#bytesLeft < 0)
      this.#overspent ??= `More was to be read of it than its ${this.size} bytes allow (limits inspectedBytes, inspectedRatio).`;
    else if (this.#isLate()) this.#overspent ??= TOO_LONG;
    if (this.#overspent !== undefined) throw new Error(this.#overspent);
  }
}

const SMALLEST_READ = 64;

export const TOO_LONG = `To look through it took more than ${LIMITS.inspectMs / 1000} s (limit inspectMs).`;
