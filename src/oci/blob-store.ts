import type { Blob } from "./blob.ts";
import type { Descriptor } from "./documents/descriptor.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** Where blobs lie by their digests: a layout's folder or archive, a registry's repository, an engine's content store. */
export interface BlobStore {
  /** For messages: `app.tar`, `registry.example/app`. */
  readonly what: string;
  /** Whether the blob is there, without reading it. A registry has the manifests that its indexes list, unasked. */
  has(descriptor: Descriptor): Promise<boolean>;
  /**
   * A manifest, an index or a config, whole; size and digest verified.
   *
   * @throws LumogateError where it is not there, too large, or not what the descriptor says
   */
  document(descriptor: Descriptor): Promise<Uint8Array>;
  /** A layer, not read yet. @param what for messages: `layer 3 of app.tar` */
  layer(descriptor: Descriptor, what: string): Blob;
  /** What is known of a layer already: a store that can be read from start to end only has read all of them on the way. */
  facts?(descriptor: Descriptor): LayerFacts | undefined;
}
