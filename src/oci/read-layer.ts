import type { Blob } from "./blob.ts";
import { abortable } from "./concurrently.ts";
import { openCompressed } from "./compression/decompress.ts";
import type { Extraction } from "./extraction.ts";
import type { LayerBudget } from "./layer-budget.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { LayerTree } from "./layer.ts";
import { fillTree } from "./fill-tree.ts";
import { withSmallNursery } from "./nursery.ts";
import { TarReader } from "./tar/tar.ts";
import { DigestedStream, verified } from "./verified.ts";

export interface ReadLayerOptions {
  /** Shared with the other layers that are read for the same image, as is the budget. */
  readonly extraction: Extraction;
  readonly budget: LayerBudget;
  /** How much memory a layer of zstd may ask for; left out: as much as any may. */
  readonly windowBytes?: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a layer to its end, keeps what is where, and takes the digests of its bytes as they are stored and as they are
 * without compression.
 *
 * @throws LumogateError `blob.*`, `compression.*`, `tar.*`, `layer.malformed`, `image.limit`; WideStream; the reason of `signal`
 */
export function readLayer(blob: Blob, options: ReadLayerOptions): Promise<LayerFacts> {
  return withSmallNursery(() => readAll(blob, options));
}

async function readAll(blob: Blob, options: ReadLayerOptions): Promise<LayerFacts> {
  const { what } = blob;
  const stored = new DigestedStream(abortable(blob.open(), options.signal));
  const { compression, chunks } = await openCompressed(verified(blob, stored), what, options.windowBytes);
  // Without compression both are the same bytes: hashed once.
  const tar = compression === undefined ? stored : new DigestedStream(counted(chunks, what, options.budget));
  const tree = new LayerTree(what);
  // What is cut short has another digest, so that nothing depends on the mark of the tar's end.
  const reader = new TarReader(compression === undefined ? chunks : tar, what, { endMark: "optional" });
  const kept = await fillTree(tree, reader, options);
  const facts = {
    digest: stored.digest,
    storedBytes: stored.bytes,
    diffId: tar.digest,
    bytes: tar.bytes,
    ...(compression === undefined ? {} : { compression }),
    tree,
    ...kept,
  };
  options.budget.count(facts);
  return facts;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  budget: LayerBudget,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    budget.countUnpacked(chunk.length, what);
    yield chunk;
  }
}
