import { createHash } from "node:crypto";
import { constants, type FileHandle, open } from "node:fs/promises";
import { LumogateError, systemReason } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import { type Archive, fileChunks, readArchive } from "../oci/archive.ts";
import { archiveContents } from "../oci/archive-contents.ts";
import { decompress, peek } from "../oci/decompress.ts";
import { imageFiles } from "../oci/files.ts";
import { type ImageFile, joinHistory, parseImageFile } from "../oci/image-file.ts";
import { platformText, servesPlatform } from "../model/platform.ts";
import { mergeBudget, mergeLayer } from "../oci/merge.ts";
import { BLOCK_BYTES, parseTarHeader } from "../oci/tar-header.ts";
import { newDirectory } from "../oci/tree.ts";
import { findLayer, findManifest, type ManifestEntry, readConfig } from "./docker-archive-parts.ts";
import type { Source, SourceContext } from "./source.ts";

/** A tar as `docker save` writes it, also when it is gzipped, and as podman, skopeo and kaniko write it. */
export const dockerArchive = {
  transport: "docker-archive",
  recognises: isTar,
  open: openArchive,
} satisfies Source;

async function openArchive(path: string, context: SourceContext): Promise<OpenImage> {
  const file = await openFile(path);
  try {
    return await openImage(file, path, context);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openImage(file: FileHandle, path: string, context: SourceContext): Promise<OpenImage> {
  context.progress(`Reading ${path}`);
  if (!(await beginsAsTar(file, path))) throw noArchive(`${path} is no tar, with or without gzip`);
  const archive = await readArchive(file, path, context.signal);
  const manifest = findManifest(archive, path);
  const configBytes = readConfig(archive, manifest, path);
  const image = parseImageFile(configBytes);
  checkPlatform(image.platform, context.platform, path);
  const layers = verifiedLayers(archive, manifest, image, path);

  const budget = mergeBudget();
  const root = layers.reduce((below, { tree }) => mergeLayer(below, tree, budget), newDirectory());
  const sizes = layers.map(({ size }) => size);
  return {
    identity: {
      reference: path,
      id: `sha256:${createHash("sha256").update(configBytes).digest("hex")}`,
      repoTags: manifest.repoTags.toSorted(),
      repoDigests: [],
      platform: image.platform,
      ...(image.created === undefined ? {} : { created: image.created }),
      size: sizes.reduce((sum, size) => sum + size, 0),
    },
    config: image.config,
    ...joinHistory(image, sizes),
    files: imageFiles(root, await archiveContents(file, archive, path)),
    close: () => file.close(),
  };
}

/** The layers that the manifest names, each of them what the image's config says that it is. */
function verifiedLayers(
  archive: Archive,
  { layers }: ManifestEntry,
  { diffIds }: ImageFile,
  path: string,
): ReturnType<typeof findLayer>[] {
  if (layers.length !== diffIds.length) {
    throw new LumogateError(
      "archive.layers",
      `The image in ${path} should have ${diffIds.length} layers, but the archive lists ${layers.length}.`,
      { hint: "Save the image again." },
    );
  }
  return layers.map((name, index) => {
    const layer = findLayer(archive, name, path);
    const expected = diffIds[index] ?? "";
    if (layer.diffId === expected) return layer;
    throw new LumogateError(
      "image.digest",
      `Layer ${index} of the image in ${path} is not the one that the image was made of: its digest is ${layer.diffId}, expected ${expected}.`,
      { hint: "The archive was damaged or changed after it was saved. Save the image again." },
    );
  });
}

function checkPlatform(has: Platform, wanted: Platform | undefined, path: string): void {
  const isFor = `The image in ${path} is for ${platformText(has)}`;
  if (has.os !== "linux") {
    throw new LumogateError("image.platform", `${isFor}; lumogate reads Linux images.`, {
      hint: "Save an image for Linux.",
    });
  }
  if (wanted === undefined || servesPlatform(has, wanted)) return;
  throw new LumogateError("image.platform", `${isFor}, not for ${platformText(wanted)}.`, {
    hint: "Save the image for the platform that you mean, or leave out --platform.",
  });
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without waiting for whoever writes into a pipe.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw noArchive(`${path} cannot be opened: ${systemReason(cause)}`, cause);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw noArchive(`${path} is not a file`);
}

function noArchive(clause: string, cause?: unknown): LumogateError {
  return new LumogateError("archive.unreadable", `${clause}.`, {
    hint: "Name a file that docker save has written: docker save IMAGE -o image.tar",
    cause,
  });
}

/** Whether a path is that of a tar; what is in it shows only at its end. */
async function isTar(path: string): Promise<boolean> {
  const file = await openFile(path).catch(() => undefined);
  try {
    return file !== undefined && (await beginsAsTar(file, path));
  } catch (error) {
    if (error instanceof LumogateError) return false;
    throw error;
  } finally {
    await file?.close();
  }
}

async function beginsAsTar(file: FileHandle, path: string): Promise<boolean> {
  const { start } = await peek(decompress(fileChunks(file), path), BLOCK_BYTES);
  return start.length === BLOCK_BYTES && typeof parseTarHeader(start) === "object";
}
