import { buffer } from "node:stream/consumers";
import type { Blob } from "./blob.ts";
import { ByteReader } from "./tar/byte-reader.ts";
import { abortable, concurrently } from "./concurrently.ts";
import { decompress } from "./compression/decompress.ts";
import { changed } from "./file-blob.ts";
import type { ReadContent } from "./files.ts";
import type { OpenLayer } from "./layered-image.ts";
import type { File } from "./tree.ts";
import { DigestedStream, verified } from "./verified.ts";

type Contents = Map<File, Uint8Array>;

/**
 * Gets the contents of files out of layers that have been read: what was captured is at hand, as is what somebody still
 * holds, and the rest is read again. Requests that are made at the same moment are answered together, so that a layer is
 * read once for all of them.
 *
 * @param layers those that the files asked for are from
 * @returns throws `blob.*` where a layer is not any more what it was
 */
export function contentReader(layers: readonly OpenLayer[], signal: AbortSignal): ReadContent {
  const byTree = new Map(layers.map((layer) => [layer.facts.tree, layer]));
  // The states of an image share most of their files, and whoever compares them holds the contents of one of them.
  const held = new WeakMap<File, WeakRef<Uint8Array>>();
  let batch: { readonly files: Set<File>; readonly contents: Promise<Contents> } | undefined;

  const readBatch = async (files: ReadonlySet<File>): Promise<Contents> => {
    await new Promise(setImmediate);
    batch = undefined;
    const contents: Contents = new Map();
    await concurrently(layers, signal, async (layer, stopped) => {
      const some = [...files].filter((file) => file.layer === layer.facts.tree);
      if (some.length > 0) await readFrom(layer, some, contents, stopped);
    });
    return contents;
  };

  return async (file) => {
    const layer = byTree.get(file.layer);
    if (layer === undefined) throw new Error("a file was asked for that is of another image");
    const known = layer.facts.captured.get(file) ?? held.get(file)?.deref();
    if (known !== undefined) return known;
    if (batch === undefined) {
      const files = new Set<File>();
      batch = { files, contents: readBatch(files) };
    }
    batch.files.add(file);
    const content = (await batch.contents).get(file);
    if (content?.length !== file.size) throw changed(layer.blob.what);
    held.set(file, new WeakRef(content));
    return content;
  };
}

async function readFrom(
  { blob, facts }: OpenLayer,
  files: readonly File[],
  contents: Contents,
  signal: AbortSignal,
): Promise<void> {
  if (blob.isSeekable && facts.compression === undefined) {
    for (const file of files) contents.set(file, await readRange(blob, file, signal));
    return;
  }
  // To the end, and held against what was read the first time: a registry may answer otherwise the second time.
  const expected = { what: blob.what, size: facts.storedBytes, digest: facts.digest };
  const stored = new DigestedStream(abortable(blob.open(), signal));
  const reader = new ByteReader(decompress(verified({ ...blob, ...expected }, stored), blob.what));
  try {
    for (const file of files.toSorted((a, b) => a.offset - b.offset)) {
      await reader.skipTo(file.offset);
      // A copy, or a few bytes would keep a whole chunk in memory.
      contents.set(file, Buffer.from(await reader.exactly(file.size)));
    }
    await reader.skipTo(Number.POSITIVE_INFINITY);
  } finally {
    await reader.close();
  }
}

async function readRange(blob: Blob, { offset, size }: File, signal: AbortSignal): Promise<Uint8Array> {
  return buffer(abortable(blob.open(offset, offset + size), signal));
}
