import { isRecord } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import type { OpenImage } from "../../model/image.ts";
import { platformText, servesPlatform } from "../../model/platform.ts";
import { listCandidates } from "../../oci/candidates.ts";
import type { Descriptor } from "../../oci/documents/descriptor.ts";
import { parseManifest } from "../../oci/documents/manifest.ts";
import { INDEX_TYPES, MANIFEST_TYPES } from "../../oci/documents/media-types.ts";
import { type OciImage, openOciImage, readOciImage } from "../../oci/oci-image.ts";
import type { ReadLayersOptions } from "../../oci/read-layers.ts";
import type { Engine } from "../connect.ts";
import { badAnswer } from "../failure.ts";
import type { InspectedImage } from "../image.ts";
import { ContentStore } from "./store.ts";

/**
 * Opens an image by its blobs in the engine's content store, each held to its digest.
 *
 * @param image as the engine described it; what is opened has the very same layers
 * @returns undefined where the engine does not keep images like that
 * @throws LumogateError `manifest.*`, `image.*`, `blob.*`, `engine.*`
 */
export async function openContentImage(
  engine: Engine,
  image: InspectedImage,
  options: ReadLayersOptions,
): Promise<OpenImage | undefined> {
  const found = await findRoot(engine, image);
  if (found === undefined) return undefined;
  const { store, root } = found;
  const names = { ...image.identity, indexAnnotations: new Map<string, string>() };
  const close = (): Promise<void> => Promise.resolve(store.close());
  try {
    return await openOciImage(store, await chosen(store, root, image), names, options, close);
  } catch (error) {
    store.close();
    throw error;
  }
}

interface FoundRoot {
  readonly store: ContentStore;
  readonly root: Descriptor;
}

/** An engine that cannot be asked like that (podman, or a proxy that lets only some calls through) has other ways. */
async function findRoot(engine: Engine, { identity }: InspectedImage): Promise<FoundRoot | undefined> {
  let store: ContentStore | undefined;
  try {
    store = await ContentStore.open(engine, identity.reference);
    const root = await rootOf(store, identity.id);
    if (root !== undefined) return { store, root };
  } catch (error) {
    store?.close();
    engine.signal.throwIfAborted();
    if (!(error instanceof LumogateError) || !error.code.startsWith("engine.")) throw error;
    return undefined;
  }
  store.close();
  return undefined;
}

/**
 * What an image's ID stands for: its manifest, or an index.
 *
 * @returns undefined where the store has no such blob: with a graph driver, an ID is the digest of a config
 */
async function rootOf(store: ContentStore, id: string): Promise<Descriptor | undefined> {
  const size = await store.sizeOf(id);
  if (size === undefined) return undefined;
  const root = { digest: id, size, mediaType: "", annotations: new Map<string, string>(), isForeign: false };
  const bytes = await store.document(root);
  const document = jsonOf(bytes);
  // With a graph driver, BuildKit leaves the config of what it built in a store of its own.
  if (isRecord(document) && "rootfs" in document) return undefined;
  const { kind } = parseManifest(bytes, `The document ${id} of ${store.what}`);
  const own = isRecord(document) ? document["mediaType"] : undefined;
  // It may be left out; then it is the OCI's.
  const [usual = ""] = kind === "index" ? INDEX_TYPES : MANIFEST_TYPES;
  return { ...root, mediaType: typeof own === "string" ? own : usual };
}

/** Undefined where it is no JSON: whoever reads it as what it should be says so. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The image that the engine described, of those that the index lists. */
async function chosen(
  store: ContentStore,
  root: Descriptor,
  { identity, diffIds }: InspectedImage,
): Promise<OciImage> {
  const { platform } = identity;
  for (const candidate of await listCandidates(store, [root])) {
    if (!candidate.isPresent) continue;
    if (candidate.platform !== undefined && !servesPlatform(candidate.platform, platform)) continue;
    const image = candidate.image ?? (await readOciImage(store, candidate.descriptor));
    if (image.file.diffIds.join() === diffIds.join()) return image;
  }
  throw badAnswer(
    "the image's inspection",
    `its content store has no image for ${platformText(platform)} with the layers that it tells of`,
  );
}
