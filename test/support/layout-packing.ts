import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { oci } from "../../src/sources/oci.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import type { Source } from "../../src/sources/source.ts";
import { layoutFolder } from "./layout.ts";
import { file, tar } from "./tar.ts";

/** One way to keep a layout. */
export interface Packing {
  readonly name: string;
  readonly source: Source;
  readonly pack: (files: ReadonlyMap<string, string | Uint8Array>) => Promise<PackedLayout>;
}

export interface PackedLayout extends AsyncDisposable {
  readonly path: string;
}

/** A folder, a tar, a tar that is compressed as a whole: all the same to whoever asks what is in it. */
export const PACKINGS: readonly Packing[] = [
  { name: "folder", source: oci, pack: layoutFolder },
  { name: "archive", source: ociArchive, pack: (files) => archive(files, (bytes) => bytes) },
  { name: "gzipped archive", source: ociArchive, pack: (files) => archive(files, gzipSync) },
];

async function archive(
  files: ReadonlyMap<string, string | Uint8Array>,
  compress: (bytes: Buffer) => Buffer,
): Promise<PackedLayout> {
  const folder = await layoutFolder(new Map());
  const target = path.join(folder.path, "layout.tar");
  await writeFile(target, compress(tar([...files].map(([name, content]) => file(name, content)))));
  return { path: target, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
