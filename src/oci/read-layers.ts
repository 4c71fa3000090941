import type { Blob } from "./blob.ts";
import type { LayerFacts } from "./layer-facts.ts";

export interface ReadLayersOptions {
  /** Whether a file's content is to be kept on the way, by its path in the layer without the leading slash. */
  readonly wanted: (path: string) => boolean;
  /** Where facts are kept from one run to the next; left out: nowhere. */
  readonly cacheDirectory?: string;
  readonly signal: AbortSignal;
}

/**
 * Reads layers, several at a time, each to its end: digests and sizes verified where the blobs have them.
 *
 * @returns the facts in the order of the blobs; a blob that is there twice (by its digest) is read once
 * @throws LumogateError of the first layer that cannot be read; the reason of `signal`
 */
export async function readLayers(blobs: readonly Blob[], options: ReadLayersOptions): Promise<LayerFacts[]> {
  options.signal.throwIfAborted();
  throw new Error(`not there yet: ${blobs.length}`);
}
