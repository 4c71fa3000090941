import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { LumogateError } from "../../src/model/error.ts";
import type { OpenImage } from "../../src/model/image.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import type { Source, SourceContext } from "../../src/sources/source.ts";
import { extractor } from "./extractor.ts";
import { sourceContext } from "./source-context.ts";

export const CONTEXT: SourceContext = sourceContext({ extractor: extractor(), env: {} });

/** A folder for one test, with its bytes as `image.tar` in it. */
export interface ArchiveFile extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
}

export async function archiveFile(bytes: Uint8Array): Promise<ArchiveFile> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-archive-"));
  const target = path.join(folder, "image.tar");
  await writeFile(target, bytes);
  return { folder, path: target, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Opens an archive with these bytes, does something with the image, and closes it. */
export async function withArchive<T>(
  bytes: Uint8Array,
  use: (image: OpenImage) => T,
  context = CONTEXT,
): Promise<Awaited<T>> {
  await using file = await archiveFile(bytes);
  const image = await openOnly(dockerArchive, file.path, context);
  try {
    return await use(image);
  } finally {
    await image.close();
  }
}

/** Opens the one image that a source finds. */
export async function openOnly(source: Source, locator: string, context = CONTEXT): Promise<OpenImage> {
  const [image, ...others] = await source.find(locator, context);
  if (image === undefined || others.length > 0) throw new Error(`${others.length + 1} images, expected one`);
  return image.open();
}

/** Why a source refuses to open an image; the code is "none" where it does not. */
export async function failure(
  source: Source,
  locator: string,
  context = CONTEXT,
): Promise<{ code: string; message: string }> {
  try {
    await (await openOnly(source, locator, context)).close();
  } catch (error) {
    if (error instanceof LumogateError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "none", message: "" };
}

/** The content of a file, or why there is none. */
export async function contentOf({ files }: OpenImage, name: string): Promise<string> {
  const answer = await files.readFile(name);
  return answer.kind === "file" ? Buffer.from(answer.bytes).toString() : answer.kind;
}
