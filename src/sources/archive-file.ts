import { LumogateError, systemReason } from "../model/error.ts";
import type { Archive } from "../oci/archive.ts";
import type { Blob } from "../oci/blob.ts";
import { openCompressed, peek } from "../oci/compression/decompress.ts";
import { readArchive, scanArchive } from "../oci/read-archive.ts";
import { BLOCK_BYTES, parseTarHeader } from "../oci/tar/header.ts";
import type { SourceContext } from "./source.ts";
import { storedFile } from "./stored-file.ts";

/**
 * A tar of this machine that holds images. Only its headers are read, unless it is compressed as a whole: then it can be
 * read in one order only, and is, layers and all.
 *
 * @throws LumogateError `archive.unreadable`, and what reading the tar throws
 */
export async function openArchiveFile(path: string, context: SourceContext): Promise<Archive> {
  const file = await fileAt(path);
  const kind = await kindOf(file);
  if (kind === "other") throw unreadable(`${path} is no tar, with or without gzip or zstd`);
  context.progress(`Reading ${path}`);
  return kind === "tar" ? scanArchive(file, context.signal) : readArchive(file, context);
}

/**
 * Whether the path is that of a tar with a member of that name. What is in a compressed one shows only when all of it has
 * been read, and what is in a damaged one, or one of two minds, never: whoever is asked to read them will tell.
 */
export async function isArchiveWith(member: string, path: string): Promise<boolean> {
  try {
    const file = await fileAt(path);
    const kind = await kindOf(file);
    if (kind !== "tar") return kind === "compressed tar";
    return (await scanArchive(file)).find(member) !== undefined;
  } catch (error) {
    if (error instanceof LumogateError)
      return /^(?:tar\.|archive\.(?:ambiguous|duplicate)$|image\.limit$)/.test(error.code);
    throw error;
  }
}

async function fileAt(path: string): Promise<Blob> {
  try {
    return await storedFile(path, "follow");
  } catch (cause) {
    throw unreadable(`${path} cannot be opened: ${systemReason(cause)}`, cause);
  }
}

/** By its first bytes; nothing more is read. */
async function kindOf(file: Blob): Promise<"tar" | "compressed tar" | "other"> {
  const { compression, chunks } = await openCompressed(file.open(), file.what);
  const { start, all } = await peek(chunks, BLOCK_BYTES);
  await all.return?.();
  const isTar = start.length === BLOCK_BYTES && typeof parseTarHeader(start) === "object";
  if (!isTar) return "other";
  return compression === undefined ? "tar" : "compressed tar";
}

function unreadable(clause: string, cause?: unknown): LumogateError {
  return new LumogateError("archive.unreadable", `${clause}.`, {
    hint: "Name a file that docker save has written (docker save IMAGE -o image.tar), or an archive of an OCI layout.",
    cause,
  });
}
