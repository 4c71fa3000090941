import { LIMITS } from "../limits.ts";
import type { Blob } from "./blob.ts";
import { concurrently } from "./concurrently.ts";
import { Extraction } from "./extraction.ts";
import type { Extractor } from "../model/extractor.ts";
import { LayerBudget } from "./layer-budget.ts";
import { openLayerCache } from "./cache/layer-cache.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { readLayer, type ReadLayerOptions } from "./read-layer.ts";
import { WideStream } from "./compression/unpack.ts";

export interface ReadLayersOptions {
  /** What is to be taken of the files on the way. */
  readonly extractor: Extractor;
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
export async function readLayers(
  blobs: readonly Blob[],
  { extractor, cacheDirectory, signal }: ReadLayersOptions,
): Promise<LayerFacts[]> {
  const cache = cacheDirectory === undefined ? undefined : openLayerCache(cacheDirectory, extractor);
  const budget = new LayerBudget();
  const extraction = new Extraction(extractor);
  const facts = new Map<string | Blob, LayerFacts>();
  const read = async (
    blob: Blob,
    options: Pick<ReadLayerOptions, "signal" | "windowBytes">,
  ): Promise<void> => {
    const found = await readLayer(blob, { extraction, budget, ...options });
    facts.set(keyOf(blob), found);
    // Facts are found by the digest that a manifest names: where there is none, nobody will ask for them.
    if (blob.digest !== undefined) await cache?.put(found);
  };

  const wide: Blob[] = [];
  await concurrently(longestFirst(blobs), signal, async (blob, stopped) => {
    const known = blob.digest === undefined ? undefined : await cache?.get(blob.digest, blob.what);
    // The cache does not know what a manifest says of the size; where that is wrong, reading tells.
    if (known?.storedBytes === blob.size) {
      // What is in it is known; that it is there is not.
      await blob.check?.();
      budget.count(known);
      extraction.count(known.extractBytes);
      facts.set(keyOf(blob), budget.keepContents(known));
      return;
    }
    try {
      await read(blob, { signal: stopped, windowBytes: LIMITS.sharedWindowBytes });
    } catch (error) {
      if (!(error instanceof WideStream)) throw error;
      wide.push(blob);
    }
  });
  // Each of them may fill most of the memory that we allow ourselves.
  for (const blob of wide) await read(blob, { signal });

  return blobs.map((blob) => {
    const found = facts.get(keyOf(blob));
    if (found === undefined) throw new Error(`${blob.what} was not read`);
    return found;
  });
}

function keyOf(blob: Blob): string | Blob {
  return blob.digest ?? blob;
}

/** Each once, under the name of the first. What takes longest begins first, so that at the end all processors end together. */
function longestFirst(blobs: readonly Blob[]): Blob[] {
  const unique = new Map(blobs.toReversed().map((blob) => [keyOf(blob), blob]));
  return [...unique.values()].toSorted((a, b) => b.size - a.size);
}
