import { createHash } from "node:crypto";
import type { Blob } from "../../src/oci/blob.ts";
import { inChunks } from "./tar.ts";

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A blob in memory that counts how often it is read, and how often it is let go of. */
export interface CountedBlob extends Blob {
  readonly digest: string;
  readonly count: { opened: number; closed: number };
}

/** @param about what it says of itself, where that is not the truth */
export function blobOf(bytes: Uint8Array, about: Partial<Blob> = {}): CountedBlob {
  const count = { opened: 0, closed: 0 };
  async function* open(from?: number, to?: number): AsyncGenerator<Uint8Array> {
    count.opened += 1;
    try {
      yield* inChunks(bytes.subarray(from, to));
    } finally {
      count.closed += 1;
    }
  }
  return {
    what: "layer 1",
    size: bytes.length,
    digest: sha256(bytes),
    isSeekable: true,
    open,
    count,
    ...about,
  };
}

/** A blob whose second chunk never comes: a registry that has gone silent. */
export function silentBlob(bytes: Uint8Array): CountedBlob {
  const blob = blobOf(bytes);
  async function* open(): AsyncGenerator<Uint8Array> {
    blob.count.opened += 1;
    yield bytes.subarray(0, 10);
    await new Promise(() => undefined);
  }
  return { ...blob, open };
}
