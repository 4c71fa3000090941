import type { FileHandle } from "node:fs/promises";
import { LumogateError } from "../model/error.ts";
import { type Archive, fileChunks, type LayerPart } from "./archive.ts";
import { ByteReader } from "./byte-reader.ts";
import { decompress } from "./decompress.ts";
import type { ReadContent } from "./files.ts";
import type { File } from "./tree.ts";

/**
 * Reads files out of the layers of an archive that has been read before. Requests that are made at the same moment are
 * answered together, so that a compressed layer is unpacked once for all of them.
 *
 * @param what the archive, for messages
 */
export async function archiveContents(
  file: FileHandle,
  archive: Archive,
  what: string,
): Promise<ReadContent> {
  const { mtimeMs, size } = await file.stat();
  let batch:
    | { readonly files: Set<File>; readonly contents: Promise<ReadonlyMap<File, Uint8Array>> }
    | undefined;

  const readBatch = async (files: ReadonlySet<File>): Promise<ReadonlyMap<File, Uint8Array>> => {
    await new Promise(setImmediate);
    batch = undefined;
    const contents = await readFiles(file, archive, files, what);
    // The digests were those of the archive as it was.
    const now = await file.stat();
    if (now.mtimeMs !== mtimeMs || now.size !== size) throw changed(what);
    return contents;
  };

  return async (wanted) => {
    if (batch === undefined) {
      const files = new Set<File>();
      batch = { files, contents: readBatch(files) };
    }
    batch.files.add(wanted);
    const bytes = (await batch.contents).get(wanted);
    if (bytes?.length !== wanted.size) throw changed(what);
    return bytes;
  };
}

async function readFiles(
  file: FileHandle,
  archive: Archive,
  files: ReadonlySet<File>,
  what: string,
): Promise<Map<File, Uint8Array>> {
  const contents = new Map<File, Uint8Array>();
  const whole = archive.compressed ? new ByteReader(decompress(fileChunks(file), what)) : undefined;
  for (const [layer, wanted] of byLayer(archive, files)) {
    if (whole === undefined && !layer.compressed) {
      for (const one of wanted) contents.set(one, await readAt(file, layer.offset + one.offset, one.size));
      continue;
    }
    await whole?.skipTo(layer.offset);
    const end = layer.offset + layer.storedBytes;
    const reader = new ByteReader(decompress(whole?.until(end) ?? fileChunks(file, layer.offset, end), what));
    for (const one of wanted) {
      await reader.skipTo(one.offset);
      // A copy, or a few bytes would keep a whole chunk in memory.
      contents.set(one, Buffer.from(await reader.exactly(one.size)));
    }
    await reader.close();
  }
  await whole?.close();
  return contents;
}

/** Both in the order in which they lie in the archive. */
function byLayer(archive: Archive, files: ReadonlySet<File>): [LayerPart, File[]][] {
  const wanted = new Map<LayerPart, File[]>();
  const layers = [...archive.parts.values()].filter((part) => part.kind === "layer");
  for (const one of [...files].toSorted((a, b) => a.offset - b.offset)) {
    const part = layers.find(({ tree }) => tree === one.layer);
    if (part !== undefined) wanted.set(part, [...(wanted.get(part) ?? []), one]);
  }
  return [...wanted].toSorted(([a], [b]) => a.offset - b.offset);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of fileChunks(file, position, position + length)) parts.push(chunk);
  return Buffer.concat(parts);
}

function changed(what: string): LumogateError {
  return new LumogateError("archive.changed", `${what} was changed while it was being read.`, {
    hint: "Let whoever writes it come to an end, and run again.",
  });
}
