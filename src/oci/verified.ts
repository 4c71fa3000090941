import { createHash } from "node:crypto";
import { LumogateError } from "../model/error.ts";
import type { Blob } from "./blob.ts";

/** A stream that is passed on as it is, and whose length and digest are known as far as it has been read. */
export class DigestedStream implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #hash = createHash("sha256");
  #bytes = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `sha256:…` */
  get digest(): string {
    return `sha256:${this.#hash.copy().digest("hex")}`;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#chunks) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }
}

/**
 * All of a blob, held against its size and its digest: an error comes before the stream's end, so whoever has read to
 * the end has read what the blob should be.
 *
 * @param stored the blob's bytes, of `blob.open()`
 * @throws LumogateError `blob.size`, `blob.digest`
 */
export async function* verified(blob: Blob, stored: DigestedStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of stored) {
    if (stored.bytes > blob.size) throw wrongSize(blob, "more");
    yield chunk;
  }
  if (stored.bytes < blob.size) throw wrongSize(blob, `${stored.bytes}`);
  const { digest } = stored;
  if (blob.digest === undefined || blob.digest === digest) return;
  throw new LumogateError(
    "blob.digest",
    `${blob.what} is not what it should be: its digest is ${digest}, expected ${blob.digest}.`,
    { hint: "It was damaged or changed after it was stored. Save, copy or push the image again." },
  );
}

/** @param got how many bytes there are: `17`, `more` */
export function wrongSize({ what, size }: Pick<Blob, "what" | "size">, got: string): LumogateError {
  return new LumogateError("blob.size", `${what} should have ${size} bytes, but has ${got}.`, {
    hint: "It was cut short or changed. Save, copy or push the image again.",
  });
}
