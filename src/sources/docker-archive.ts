import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import { type Archive, factsAbout } from "../oci/archive.ts";
import { type ImageFile, parseImageFile } from "../oci/documents/image-file.ts";
import { checkLayerCount, layeredImage, openLayers } from "../oci/layered-image.ts";
import { checkLinux } from "../oci/oci-image.ts";
import { servesMachine } from "../oci/documents/platforms.ts";
import { readArchive, type Stream } from "../oci/read-archive.ts";
import { isArchiveWith, openArchiveFile } from "./archive-file.ts";
import {
  chooseSaved,
  partOf,
  readConfig,
  readSavedImages,
  type SavedImage,
} from "./docker-archive-manifest.ts";
import { checkAgreement } from "./hybrid-archive.ts";
import { isLayout } from "./layout-archive.ts";
import { splitLocator } from "./locator.ts";
import { findInLayoutArchive } from "./oci-archive.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** A tar as `docker save` writes it, also when it is compressed, and as podman, skopeo and kaniko write it. */
export const dockerArchive = {
  transport: "docker-archive",
  recognises: (path) => isArchiveWith("manifest.json", path),
  find: findImages,
} satisfies Source;

/**
 * The image of a stream as `docker save` writes it; nothing is put on disk.
 *
 * @param stream opened for each read: once here, and again for contents that nobody said would be wanted
 * @param close what the image does at its end
 * @throws LumogateError as for an archive; also where it has several images
 */
export async function openDockerArchiveStream(
  stream: Stream,
  context: SourceContext,
  close: () => Promise<void>,
): Promise<OpenImage> {
  const archive = await readArchive(stream, context);
  const [image, ...others] = (await readSavedImages(archive)) ?? [];
  if (image === undefined) throw noManifest(stream.what);
  if (others.length > 0) throw several(stream.what, others.length + 1);
  return openSaved(archive, image, stream.what, context, close);
}

async function findImages(locator: string, context: SourceContext): Promise<FoundImage[]> {
  const where = await splitLocator(locator);
  const { path, choice } = where;
  const archive = await openArchiveFile(path, context);
  const images = await readSavedImages(archive);
  if (images === undefined) {
    // A compressed archive shows what it is only now.
    if (isLayout(archive)) return findInLayoutArchive(archive, where, locator, context);
    throw noManifest(path);
  }
  const chosen = chooseSaved(images, choice, path);
  await checkAgreement(archive, images, "manifest.json", context);
  return chosen.map((image) => {
    // Of several, each is called what would choose it.
    const name = `docker-archive:${path}:${distinction(image, images)}`;
    const reference = chosen.length === 1 ? locator : name;
    return { name: reference, open: () => openSaved(archive, image, reference, context, nothingToClose) };
  });
}

/** A tag that no other image has, or else the position. */
function distinction(image: SavedImage, all: readonly SavedImage[]): string {
  const others = new Set(all.filter((one) => one !== image).flatMap(({ repoTags }) => repoTags));
  return image.repoTags.find((tag) => !others.has(tag)) ?? `@${all.indexOf(image)}`;
}

/** A file is opened for each read. */
const nothingToClose = (): Promise<void> => Promise.resolve();

async function openSaved(
  archive: Archive,
  { config, repoTags, layers }: SavedImage,
  reference: string,
  context: SourceContext,
  close: () => Promise<void>,
): Promise<OpenImage> {
  const { bytes, id } = await readConfig(archive, config);
  const file = parseImageFile(bytes);
  checkPlatform(file, context.platform, archive.what);
  checkLayerCount(layers.length, file, `in ${archive.what}`);
  const parts = layers.map((name) => partOf(archive, name));
  const blobs = parts.map(({ blob }, index) => {
    const what = `layer ${index} of ${archive.what}`;
    return { ...blob, what, ...digestIn(layers[index] ?? "") };
  });
  const known = blobs.flatMap((blob, index) => factsAbout(parts[index], blob));
  // A name in the archive is a claim: no document that was verified says that the layer has this digest, so its facts are
  // not looked for by it.
  const { cacheDirectory: _, ...uncached } = context;
  const opened = await openLayers(blobs, known, uncached);
  const identity = { reference, id, repoTags: repoTags.toSorted(), repoDigests: [] };
  return layeredImage(identity, file, opened, close, context.signal);
}

/** Since Docker 25 an archive is an OCI layout as well, where the name of a blob is its digest. */
function digestIn(name: string): { readonly digest?: string } {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1];
  return hex === undefined ? {} : { digest: `sha256:${hex}` };
}

function checkPlatform(file: ImageFile, wanted: Platform | "all" | undefined, what: string): void {
  checkLinux(file, what);
  const { platform } = file;
  if (wanted === undefined || wanted === "all" || servesMachine(platform, wanted)) return;
  throw new LumogateError(
    "image.platform",
    `The image of ${what} is for ${platformText(platform)}, not for ${platformText(wanted)}.`,
    { hint: "Save the image for the platform that you mean, or leave out --platform." },
  );
}

function several(what: string, count: number): LumogateError {
  return new LumogateError("archive.image", `${what} has ${count} images, expected one.`, {
    hint: "Save the image that you mean alone.",
  });
}

function noManifest(what: string): LumogateError {
  return new LumogateError(
    "archive.manifest",
    `${what} is a tar, but has no image of docker save: no manifest.json.`,
    {
      hint: "Name a file that docker save has written: docker save IMAGE -o image.tar",
    },
  );
}
