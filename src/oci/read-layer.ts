import { LIMITS } from "../limits.ts";
import type { Blob } from "./blob.ts";
import { abortable } from "./concurrently.ts";
import { openCompressed } from "./decompress.ts";
import type { LayerBudget } from "./layer-budget.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { LayerTree } from "./layer.ts";
import { withSmallNursery } from "./nursery.ts";
import { readTar, type TarEntry } from "./tar.ts";
import { directoriesOf, type File } from "./tree.ts";
import { DigestedStream, verified } from "./verified.ts";

export interface ReadLayerOptions {
  /** Whether a file's content is to be kept, by its path in the layer without the leading slash. */
  readonly wanted: (path: string) => boolean;
  /** Shared with the other layers that are read for the same image. */
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
  const kept = new Map<number, Uint8Array>();
  // What is cut short has another digest, so that nothing depends on the mark of the tar's end.
  for await (const entry of readTar(compression === undefined ? chunks : tar, what, {
    endMark: "optional",
  })) {
    tree.add(entry);
    if (isToBeKept(entry, options)) kept.set(entry.offset, await contentOf(entry));
  }
  const facts = {
    digest: stored.digest,
    storedBytes: stored.bytes,
    diffId: tar.digest,
    bytes: tar.bytes,
    ...(compression === undefined ? {} : { compression }),
    tree,
    captured: byFile(tree, kept),
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

function isToBeKept({ type, name, size }: TarEntry, { wanted, budget }: ReadLayerOptions): boolean {
  return type === "file" && size <= LIMITS.fileBytes && wanted(pathOf(name)) && budget.takeContent(size);
}

/** Asked of each file: to look is faster than to take every name apart. */
function pathOf(name: string): string {
  const path = name.startsWith("./") ? name.slice(2) : name;
  if (!UNCLEAN.test(path)) return path;
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** A part that is no name, or a dot. */
const UNCLEAN = /(?:^|\/)\.?(?:\/|$)/;

async function contentOf({ body }: TarEntry): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  // A copy, also of a single part: it would keep a whole chunk in memory.
  return Buffer.concat(parts);
}

/** @param kept contents by where they lie in the tar; of a file that a later entry replaced, nobody will ask */
function byFile(tree: LayerTree, kept: ReadonlyMap<number, Uint8Array>): Map<File, Uint8Array> {
  const captured = new Map<File, Uint8Array>();
  if (kept.size === 0) return captured;
  for (const { children } of directoriesOf(tree.root)) {
    for (const node of children.values()) {
      const content = node.kind === "file" ? kept.get(node.offset) : undefined;
      if (node.kind === "file" && content !== undefined) captured.set(node, content);
    }
  }
  return captured;
}
