import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { FoundImage, SourceContext } from "./source.ts";

/** How an image that was found is called. */
export interface Naming {
  /** What the user named. */
  readonly reference: string;
  /** `docker.io/library/debian:12`, where the source knows the image by such names. */
  readonly repoTags: readonly string[];
  /** `registry.example/app`, where a digest behind it names the image. */
  readonly repository?: string;
}

/**
 * The images that a descriptor leads to: the one for the wanted platform, or all. Indexes within indexes are followed;
 * nothing but indexes, and manifests that no index says the platform of, is read.
 *
 * @param roots one descriptor, of an image or an index; several where they are one image's platforms
 * @param close what an opened image does at its end
 * @returns one at least
 * @throws LumogateError `image.platform` where none of them is for the wanted platform, `manifest.*`
 */
export async function findOciImages(
  store: BlobStore,
  roots: readonly Descriptor[],
  context: SourceContext,
  naming: Naming,
  close?: () => Promise<void>,
): Promise<FoundImage[]> {
  context.signal.throwIfAborted();
  throw new Error(`not there yet: ${store.what} ${roots.length} ${naming.reference} ${String(close)}`);
}
