import type { OpenImage } from "../model/image.ts";
import type { ImageIdentity } from "../model/inventory.ts";
import type { Blob } from "./blob.ts";
import type { ImageFile } from "./image-file.ts";
import type { LayerFacts } from "./layer-facts.ts";

/** A layer that has been read, and where it can be read again. */
export interface OpenLayer {
  readonly blob: Blob;
  readonly facts: LayerFacts;
}

/**
 * An image put together of its config and its layers, wherever both come from.
 *
 * @param layers the lowest first, as the manifest lists them
 * @param close what to do at the end: close a file, end a connection
 * @throws LumogateError `image.digest` where a layer is not what the config says, `archive.layers` where their counts differ
 */
export function layeredImage(
  identity: ImageIdentity,
  image: ImageFile,
  layers: readonly OpenLayer[],
  close: () => Promise<void>,
): OpenImage {
  throw new Error(`not there yet: ${identity.reference} ${image.diffIds.length} ${layers.length} ${close.name}`);
}
