import path from "node:path";
import { DiskCache } from "../../disk-cache.ts";
import { LIMITS } from "../../limits.ts";
import { VERSION } from "../../version.ts";
import type { Extractor } from "../../model/extractor.ts";
import { decodeFacts, encodeFacts, FORMAT, type KnownLayer } from "./layer-codec.ts";
import type { LayerFacts } from "../layer-facts.ts";

/** Facts about layers, kept from one run to the next: never what was made of them. */
export interface LayerCache {
  /**
   * @param digest of the stored bytes, as a manifest names it whose own digest was verified; what only an image's config
   *   says of a layer is no key: it may name another, known to be clean
   * @param what the layer, for messages
   * @returns undefined where nothing sound is kept
   */
  get(digest: string, what: string): Promise<LayerFacts | undefined>;
  /** @param facts whose digest was computed of the very bytes that they were read from */
  put(facts: LayerFacts): Promise<void>;
}

/**
 * What is kept is read back by this version only, since a later one may read a layer better. Neither call fails: a
 * cache that cannot be read or written is as none.
 *
 * @param directory a folder of ours in it is made when it is needed
 * @param extractor what it took of a layer's files is among the facts
 */
export function openLayerCache(directory: string, extractor: Pick<Extractor, "version">): LayerCache {
  const entries = new DiskCache(path.join(directory, "layers"), {
    entries: LIMITS.cachedLayers,
    bytes: LIMITS.cachedLayersBytes,
    entryBytes: LIMITS.cachedLayerBytes,
  });
  const keyOf = (digest: string): string => `layer ${FORMAT} ${VERSION} ${extractor.version} ${digest}`;
  return {
    get: async (digest, what) => {
      const entry = await entries.get(keyOf(digest));
      return entry === undefined ? undefined : decoded({ digest, what }, entry);
    },
    put: async (facts) => {
      const entry = encoded(facts);
      if (entry !== undefined) await entries.put(keyOf(facts.digest), entry);
    },
  };
}

function encoded(facts: LayerFacts): Buffer | undefined {
  try {
    return encodeFacts(facts);
  } catch {
    return undefined;
  }
}

/** Its checksum is right, and still somebody else may have made it: the cache of another job, restored. */
function decoded(layer: KnownLayer, entry: Buffer): LayerFacts | undefined {
  try {
    return decodeFacts(layer, entry);
  } catch {
    return undefined;
  }
}
