import { createHash, type Hash } from "node:crypto";
import { decompress } from "./decompress.ts";
import { LayerTree } from "./layer.ts";
import { readTar } from "./tar.ts";

export interface ReadLayer {
  readonly tree: LayerTree;
  /** Digest of the layer without its compression, `sha256:…`: what an image's config calls its diff_id. */
  readonly diffId: string;
  /** Bytes without compression. */
  readonly size: number;
}

/**
 * Reads a layer to its end, and keeps what is where.
 *
 * @param layer what its files will say they are from
 * @param what the layer, for messages
 * @throws LumogateError `tar.*`, `compression.*`, `layer.malformed`, `image.limit`
 */
export async function readLayer(
  chunks: AsyncIterable<Uint8Array>,
  layer: string,
  what: string,
): Promise<ReadLayer> {
  const hash = createHash("sha256");
  const count = { bytes: 0 };
  const tree = new LayerTree(layer, what);
  for await (const entry of readTar(measured(decompress(chunks, what), hash, count), what)) tree.add(entry);
  return { tree, diffId: `sha256:${hash.digest("hex")}`, size: count.bytes };
}

async function* measured(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
  count: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    count.bytes += chunk.length;
    yield chunk;
  }
}
