import { buffer } from "node:stream/consumers";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { Archive, type ArchiveEntry, type ArchivePart } from "./archive.ts";
import { ArchiveNames } from "./archive-names.ts";
import type { Blob } from "./blob.ts";
import { ByteReader } from "./tar/byte-reader.ts";
import { abortable } from "./concurrently.ts";
import { decompress, detectCompression, peek } from "./compression/decompress.ts";
import { tooMuch } from "./too-much.ts";
import { Extraction } from "./extraction.ts";
import { LayerBudget } from "./layer-budget.ts";
import { readLayer, type ReadLayerOptions } from "./read-layer.ts";
import type { ReadLayersOptions } from "./read-layers.ts";
import { BLOCK_BYTES, parseTarHeader } from "./tar/header.ts";
import { readTar, type TarEntry } from "./tar/tar.ts";

/** Bytes that can be read from their start as often as needed, such as what an engine saves. */
export type Stream = Pick<Blob, "what" | "open">;

/**
 * Looks through a tar without compression: headers only.
 *
 * @throws LumogateError `tar.*`, `archive.ambiguous`, `image.limit`
 */
export async function scanArchive(file: Blob, signal?: AbortSignal): Promise<Archive> {
  const archive = new Archive(file.what);
  const names = new ArchiveNames(file.what);
  for await (const entry of readTar(file, file.what)) {
    signal?.throwIfAborted();
    names.add(entry);
    if (entry.type === "file") archive.add(entry.name, { blob: slice(file, entry) });
    else addOther(archive, entry);
  }
  return archive;
}

/**
 * Reads a tar from its start to its end, once, whether it is compressed or not. Which of its files are layers is told by a
 * manifest that may come last, so everything that looks like a layer is taken for one.
 *
 * @throws LumogateError `tar.*`, `archive.ambiguous`, `compression.*`, `image.limit` where the archive itself is bad
 */
export async function readArchive(
  stream: Stream,
  { extractor, signal }: ReadLayersOptions,
): Promise<Archive> {
  const archive = new Archive(stream.what);
  const names = new ArchiveNames(stream.what);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of abortable(stream.open(), signal)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const budget = new LayerBudget(() => bytes);
  const options = { extraction: new Extraction(extractor), signal, budget };
  let documentBytes = 0;
  for await (const entry of readTar(decompress(counted(), stream.what), stream.what)) {
    names.add(entry);
    if (entry.type !== "file") {
      addOther(archive, entry);
      continue;
    }
    const part = await readPart(stream, entry, options);
    archive.add(entry.name, part);
    // All of it is kept in memory, whether an image will need it or not.
    if ("blob" in part && part.facts === undefined && part.blob.isSeekable) documentBytes += part.blob.size;
    if (documentBytes > LIMITS.manifestsBytes)
      throw tooMuch("has too many documents beside its layers", LIMITS.manifestsBytes, "manifestsBytes");
  }
  return archive;
}

function addOther(archive: Archive, { type, name, linkName }: TarEntry): void {
  if (type === "hardlink") archive.add(name, { type, target: linkName });
  if (type !== "symlink") return;
  // From the folder that the link is in, or else from the archive's top, which is an engine's `/` then.
  const target = linkName.startsWith("/")
    ? linkName
    : `${name.split("/").slice(0, -1).join("/")}/${linkName}`;
  archive.add(name, { type, target });
}

/** A part of a file. */
function slice(file: Blob, entry: TarEntry): Blob {
  const { offset, size } = entry;
  const open = (from = 0, to = size): AsyncIterable<Uint8Array> => file.open(offset + from, offset + to);
  return { ...about(file, entry), isSeekable: file.isSeekable, open };
}

function about({ what }: Stream, { name, size }: TarEntry): Pick<Blob, "what" | "size"> {
  return { what: `${quoted(decodeUtf8(name).text)} in ${what}`, size };
}

async function readPart(stream: Stream, entry: TarEntry, options: ReadLayerOptions): Promise<ArchiveEntry> {
  const { start, all } = await peek(entry.body, BLOCK_BYTES);
  const blob = streamSlice(stream, entry);
  try {
    if (!looksLikeLayer(start)) return await readSmall(blob, all);
    return { blob, facts: await readLayer({ ...blob, open: () => all }, options) };
  } catch (error) {
    // A bomb is one in whatever it lies, and to look at a thousand of them takes as long as a large one.
    if (error instanceof LumogateError && error.code !== "compression.limit") return { error };
    throw error;
  }
}

function looksLikeLayer(start: Uint8Array): boolean {
  if (detectCompression(start) !== undefined) return true;
  return start.length === BLOCK_BYTES && typeof parseTarHeader(start) !== "string";
}

/** Kept in memory: another pass for a page of JSON would be a waste. What is larger is no document, and its reader will say so. */
async function readSmall(blob: Blob, chunks: AsyncIterable<Uint8Array>): Promise<ArchivePart> {
  const { size } = blob;
  if (size > LIMITS.manifestBytes) return { blob };
  const bytes = await buffer(chunks);
  async function* open(from = 0, to = size): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes.subarray(from, to));
  }
  return { blob: { ...blob, isSeekable: true, open } };
}

/** A part of a stream: to reach it, all that lies before it is read again. */
function streamSlice(stream: Stream, entry: TarEntry): Blob {
  const { offset, size } = entry;
  async function* open(from = 0, to = size): AsyncGenerator<Uint8Array> {
    const reader = new ByteReader(decompress(stream.open(), stream.what));
    try {
      await reader.skipTo(offset + from);
      yield* reader.until(offset + to);
    } finally {
      await reader.close();
    }
  }
  return { ...about(stream, entry), isSeekable: false, open };
}
