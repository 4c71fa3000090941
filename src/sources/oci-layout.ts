import { isRecord } from "../json.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import { type Descriptor, malformed } from "../oci/documents/descriptor.ts";
import { parseManifest } from "../oci/documents/manifest.ts";
import { parseStrictJson } from "../oci/documents/strict-json.ts";
import { quoted } from "../text.ts";
import { artifactsInLayout } from "./layout-artifacts.ts";
import { chooseImages, type LayoutImage } from "./layout-images.ts";
import type { Locator } from "./locator.ts";
import { findOciImages } from "./oci-images.ts";
import type { FoundImage, SourceContext } from "./source.ts";

/** An OCI layout (image-spec image-layout.md), wherever its files are. */
export interface Layout {
  /** Of the source that reads it. */
  readonly transport: string;
  readonly store: BlobStore;
  /** One of the files at its top. @returns undefined where it is not there */
  read(name: "oci-layout" | "index.json"): Promise<Uint8Array | undefined>;
}

/**
 * The images that a layout's index.json lists: those that are chosen by tag or digest, else all.
 *
 * @param locator what the user wrote, with the path and the choice in it
 * @throws LumogateError `layout.*`, `archive.image`, `manifest.*`, `image.*`
 */
export async function findInLayout(
  layout: Layout,
  { path, choice }: Locator,
  locator: string,
  context: SourceContext,
): Promise<FoundImage[]> {
  checkVersion(await layout.read("oci-layout"), path);
  const listed = await readIndex(layout, path);
  const images = chooseImages(listed, choice, path);
  const [only, ...others] = images;
  const whole = { ...layout, listed };
  if (only !== undefined && others.length === 0) return find(whole, only, locator, context);
  return findEach(whole, images, context);
}

/** With all that its index.json lists. */
type ListedLayout = Layout & { readonly listed: readonly Descriptor[] };

async function findEach(
  layout: ListedLayout,
  images: readonly LayoutImage[],
  context: SourceContext,
): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  const artifacts: LumogateError[] = [];
  for (const image of images) {
    // A target of its own, for whoever wants this one only.
    const name = `${layout.transport}:${image.name}`;
    try {
      found.push(...(await find(layout, image, name, context)));
    } catch (error) {
      if (!(error instanceof LumogateError)) throw error;
      // Signatures and their kind, which stand beside images.
      if (error.code === "manifest.artifact") artifacts.push(error);
      // What is wrong with one is told where it would be opened, and is nothing to the others.
      else found.push({ name, open: () => Promise.reject(error) });
    }
  }
  if (found.length === 0 && artifacts[0] !== undefined) throw artifacts[0];
  for (const { message } of artifacts) context.progress(`Passed over, since it is no image: ${message}`);
  return found;
}

function find(
  { store, listed }: ListedLayout,
  { repoTags, roots }: LayoutImage,
  reference: string,
  context: SourceContext,
): Promise<FoundImage[]> {
  const artifacts = (digest: string): Promise<Uint8Array[]> => artifactsInLayout(store, listed, digest);
  return findOciImages(store, roots, context, { reference, repoTags, artifacts });
}

/** @throws LumogateError `layout.index`, `manifest.*` */
export async function readIndex(layout: Layout, path: string): Promise<readonly Descriptor[]> {
  const bytes = await layout.read("index.json");
  if (bytes === undefined) throw noLayout("layout.index", `${path} is an OCI layout without its index.json`);
  const what = `The index.json of ${path}`;
  const index = parseManifest(bytes, what);
  if (index.kind === "index") return index.manifests;
  throw malformed(what, "it is an image, expected an index of images");
}

function checkVersion(bytes: Uint8Array | undefined, path: string): void {
  if (bytes === undefined)
    throw noLayout("layout.unreadable", `${path} is no OCI layout: it has no oci-layout`);
  const version = versionOf(bytes, path);
  if (version === "1.0.0") return;
  const shown = typeof version === "string" ? quoted(version) : JSON.stringify(version);
  throw noLayout("layout.version", `${path} is an OCI layout of version ${shown}, expected 1.0.0`);
}

function versionOf(bytes: Uint8Array, path: string): unknown {
  const keys = { read: new Set(["imageLayoutVersion"]), free: new Set<string>() };
  try {
    const document = parseStrictJson(bytes, keys);
    return isRecord(document) ? document["imageLayoutVersion"] : undefined;
  } catch (cause) {
    throw noLayout("layout.unreadable", `${path} is no OCI layout: of its oci-layout, ${messageOf(cause)}`);
  }
}

function noLayout(code: string, clause: string): LumogateError {
  return new LumogateError(code, `${clause}.`, {
    hint: "Name a folder or an archive that skopeo, buildah, podman or docker buildx has written as OCI layout.",
  });
}
