import { buffer } from "node:stream/consumers";
import { LIMITS } from "../../limits.ts";
import type { Blob } from "../blob.ts";
import { tooMuch } from "../too-much.ts";
import { DigestedStream, verified } from "../verified.ts";

/**
 * Reads a manifest, an index or a config: all of it, held to its size, and to its digest where it has one.
 *
 * @throws LumogateError `image.limit`, `blob.size`, `blob.digest`, and what opening the blob throws
 */
export async function readDocument(blob: Blob): Promise<Uint8Array> {
  // Before anything is read: what follows reads no more than the size.
  if (blob.size > LIMITS.manifestBytes)
    throw tooMuch(`has a document of ${blob.size} bytes`, LIMITS.manifestBytes, "manifestBytes");
  return buffer(verified(blob, new DigestedStream(blob.open())));
}
