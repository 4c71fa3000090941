import type { Compression } from "./compression/decompress.ts";
import type { LayerTree } from "./layer.ts";
import type { File } from "./tree.ts";

/** All that is ever asked of a layer, found out by reading it once, to its end. */
export interface LayerFacts {
  /** Digest of the stored bytes, as we computed it. */
  readonly digest: string;
  readonly storedBytes: number;
  /** Digest of the tar without its compression, as we computed it: what an image's config calls a diff_id. */
  readonly diffId: string;
  /** Bytes of the tar without its compression. */
  readonly bytes: number;
  /** Left out where it has none. */
  readonly compression?: Compression;
  /** With what the extractor made of its files. */
  readonly tree: LayerTree;
  /** How much that is, all together. */
  readonly extractBytes: number;
  /** Contents that were kept on the way, of the files that the extractor wanted. */
  readonly captured: ReadonlyMap<File, Uint8Array>;
}
