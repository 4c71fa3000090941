import type { FileHandle } from "node:fs/promises";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { decompress, detectCompression, peek } from "./decompress.ts";
import { tooMuch } from "./image-config.ts";
import { type ReadLayer, readLayer } from "./read-layer.ts";
import { readTar, type TarEntry } from "./tar.ts";
import { BLOCK_BYTES, parseTarHeader } from "./tar-header.ts";

/** A tar that holds images, with all in it that may be a part of one, by name: a byte string such as `a/layer.tar`. */
export interface Archive {
  readonly parts: ReadonlyMap<string, ArchivePart>;
  /** Whether the archive as a whole is compressed. */
  readonly compressed: boolean;
}

export type ArchivePart =
  | LayerPart
  | { readonly kind: "document"; readonly bytes: Uint8Array }
  | { readonly kind: "link"; readonly target: string }
  /** Bad only if an image needs it. */
  | { readonly kind: "unusable"; readonly error: LumogateError };

export interface LayerPart extends ReadLayer {
  readonly kind: "layer";
  /** Where in the archive, without the archive's own compression. */
  readonly offset: number;
  readonly storedBytes: number;
  readonly compressed: boolean;
}

/**
 * Reads an archive from its start to its end, once: which of its files are layers is told by a manifest that may come
 * last, and an archive that is compressed as a whole cannot be read in any other order. So everything that looks like a
 * layer is taken for one.
 *
 * @param what the archive, for messages
 * @throws LumogateError `tar.*`, `compression.*`, `image.limit` where the archive itself is bad
 */
export async function readArchive(file: FileHandle, what: string, signal: AbortSignal): Promise<Archive> {
  const { start, all } = await peek(abortable(fileChunks(file), signal), BLOCK_BYTES);
  const parts = new Map<string, ArchivePart>();
  const budget = { nodes: LIMITS.tarEntries, documentBytes: LIMITS.manifestsBytes };
  for await (const entry of readTar(decompress(all, what), what)) {
    const name = partName(entry.name);
    if (entry.type === "directory") continue;
    const part = await readPart(entry, name, what);
    if (part.kind === "layer") budget.nodes -= part.tree.size;
    if (part.kind === "document") budget.documentBytes -= part.bytes.length;
    if (budget.nodes < 0) throw tooMuch("has too many files in its layers", LIMITS.tarEntries, "tarEntries");
    if (budget.documentBytes < 0)
      throw tooMuch("has too many documents beside its layers", LIMITS.manifestsBytes, "manifestsBytes");
    parts.set(name, parts.has(name) ? { kind: "unusable", error: twice(name, what) } : part);
  }
  return { parts, compressed: detectCompression(start) !== undefined };
}

/** A name in the archive without what makes no difference; `..` stays, and so finds nothing. */
export function partName(name: string): string {
  return name
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

async function readPart(entry: TarEntry, name: string, what: string): Promise<ArchivePart> {
  if (entry.type === "symlink") {
    const folder = name.split("/").slice(0, -1).join("/");
    return { kind: "link", target: `${folder}/${entry.linkName}` };
  }
  if (entry.type === "hardlink") return { kind: "link", target: entry.linkName };
  const { start, all } = await peek(entry.body, BLOCK_BYTES);
  const shown = `${quoted(decodeUtf8(name).text)} in ${what}`;
  try {
    if (!looksLikeLayer(start))
      return { kind: "document", bytes: await readDocument(all, entry.size, shown) };
    const layer = await readLayer(all, shown);
    const compressed = detectCompression(start) !== undefined;
    return { kind: "layer", ...layer, offset: entry.offset, storedBytes: entry.size, compressed };
  } catch (error) {
    if (error instanceof LumogateError) return { kind: "unusable", error };
    throw error;
  }
}

function looksLikeLayer(start: Uint8Array): boolean {
  if (detectCompression(start) !== undefined) return true;
  return start.length === BLOCK_BYTES && typeof parseTarHeader(start) !== "string";
}

async function readDocument(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  what: string,
): Promise<Uint8Array> {
  if (size > LIMITS.manifestBytes) {
    const message = `${what} is neither a layer nor JSON of a size that any image has: ${size} bytes (limit manifestBytes).`;
    throw new LumogateError("archive.document", message, { hint: "Save the image again." });
  }
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

function twice(name: string, what: string): LumogateError {
  return new LumogateError("archive.duplicate", `${quoted(decodeUtf8(name).text)} is in ${what} twice.`, {
    hint: "Which of the two an engine would load is open. Save the image again.",
  });
}

async function* abortable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** Larger ones are hardly faster, and pile up until they are collected. */
const CHUNK_BYTES = 64 * 1024;

/** A file's bytes from one position up to another, or to its end. */
export async function* fileChunks(
  file: FileHandle,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  for (let position = from; position < to;) {
    // A new buffer each time: views of the old ones are still in use.
    const length = Math.min(CHUNK_BYTES, to - position);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
