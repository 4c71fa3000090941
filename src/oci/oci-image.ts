import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { BaseImage, ImageIdentity } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import type { BlobStore } from "./blob-store.ts";
import { type Descriptor, malformed } from "./documents/descriptor.ts";
import { type ImageFile, parseImageFile } from "./documents/image-file.ts";
import { checkLayerCount, layeredImage, openLayers, type OpenLayer } from "./layered-image.ts";
import { type OciManifest, parseManifest, unsupported } from "./documents/manifest.ts";
import type { ReadLayersOptions } from "./read-layers.ts";
import { compareText } from "../text.ts";
import { tooMuch } from "./too-much.ts";

/** An image's documents: all but its layers. */
export interface OciImage {
  readonly descriptor: Descriptor;
  readonly manifest: OciManifest;
  readonly file: ImageFile;
}

/** What makes the image one of its source's: everything that its own documents do not tell. */
export interface ImageNames extends Pick<
  ImageIdentity,
  "reference" | "indexDigest" | "repoTags" | "repoDigests"
> {
  /** Of the index that the image was chosen from. */
  readonly indexAnnotations: ReadonlyMap<string, string>;
}

/** @throws LumogateError where a document is not there, no image's, or not what its descriptor says */
export async function readOciImage(store: BlobStore, descriptor: Descriptor): Promise<OciImage> {
  const what = `The manifest ${descriptor.digest} of ${store.what}`;
  const manifest = parseManifest(await store.document(descriptor), what, descriptor.mediaType);
  if (manifest.kind === "index") throw malformed(what, "it is an index, expected an image");
  return { descriptor, manifest, file: parseImageFile(await store.document(manifest.config)) };
}

/**
 * Opens an image of a store: its layers, each held to its digest.
 *
 * @param close what the image does at its end
 * @throws LumogateError `image.*`, `manifest.unsupported`, and what reading the layers throws
 */
export async function openOciImage(
  store: BlobStore,
  { descriptor, manifest, file }: OciImage,
  { reference, indexDigest, indexAnnotations, repoTags, repoDigests }: ImageNames,
  options: ReadLayersOptions,
  close: () => Promise<void>,
): Promise<OpenImage> {
  checkLinux(file, store.what);
  const base = baseOf(manifest.annotations) ?? baseOf(indexAnnotations);
  const identity = {
    reference,
    id: manifest.config.digest,
    digest: descriptor.digest,
    ...(indexDigest === undefined ? {} : { indexDigest }),
    repoTags,
    repoDigests,
    ...(base === undefined ? {} : { base }),
    ...shownAnnotations(manifest.annotations, store.what),
  };
  return layeredImage(identity, file, await layersOf(store, manifest, file, options), close, options.signal);
}

/** @throws LumogateError `image.platform` */
export function checkLinux({ platform }: ImageFile, what: string): void {
  if (platform.os === "linux") return;
  throw new LumogateError(
    "image.platform",
    `The image of ${what} is for ${platformText(platform)}; lumogate reads Linux images.`,
    { hint: "Name an image for Linux, or a platform with --platform." },
  );
}

async function layersOf(
  store: BlobStore,
  { layers }: OciManifest,
  file: ImageFile,
  options: ReadLayersOptions,
): Promise<OpenLayer[]> {
  // Before anything is read, which may take a while.
  checkLayerCount(layers.length, file, `of ${store.what}`);
  const blobs = await Promise.all(
    layers.map(async (layer, index) => {
      const what = `layer ${index} of ${store.what}`;
      if (layer.isForeign && !(await store.has(layer))) {
        const why = "is kept elsewhere, at an address that the image names; lumogate asks none";
        throw unsupported(`The ${what}`, why);
      }
      return store.layer(layer, what);
    }),
  );
  const known = layers.flatMap((layer) => store.facts?.(layer) ?? []);
  return openLayers(blobs, known, options);
}

/** Those of the manifest alone: an index's are about all that it lists. */
function shownAnnotations(
  annotations: ReadonlyMap<string, string>,
  what: string,
): Pick<ImageIdentity, "annotations"> {
  if (annotations.size === 0) return {};
  const entries = [...annotations].toSorted(([a], [b]) => compareText(a, b));
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.join("")), 0);
  if (bytes > LIMITS.labelBytes)
    throw tooMuch(`of ${what} has ${bytes} bytes of annotations`, LIMITS.labelBytes, "labelBytes");
  // Unlike an assignment, this makes `__proto__` a name like any other.
  return { annotations: Object.fromEntries(entries) };
}

/** What the image says that it was built from (image-spec annotations.md). */
function baseOf(annotations: ReadonlyMap<string, string>): BaseImage | undefined {
  const reference = annotations.get("org.opencontainers.image.base.name");
  const digest = annotations.get("org.opencontainers.image.base.digest");
  if (reference === undefined && digest === undefined) return undefined;
  return {
    ...(reference === undefined ? {} : { reference }),
    ...(digest === undefined ? {} : { digest }),
    by: "annotation",
  };
}
