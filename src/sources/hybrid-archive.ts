import { LumogateError } from "../model/error.ts";
import type { Archive } from "../oci/archive.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import { type Candidate, listCandidates } from "../oci/candidates.ts";
import { parseManifest } from "../oci/documents/manifest.ts";
import { contenders, machinePlatform } from "../oci/documents/platforms.ts";
import { readConfig, type SavedImage } from "./docker-archive-manifest.ts";
import { isLayout, layoutOf } from "./layout-archive.ts";
import { chooseImages, type LayoutImage } from "./layout-images.ts";
import { readIndex } from "./oci-layout.ts";
import { isSameReference } from "./same-reference.ts";
import type { SourceContext } from "./source.ts";

/** An image by its names and its ID, the digest of its config, which tells its layers as well; for each of its platforms. */
interface NamedImages {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

/**
 * What Docker saves since 25 is an archive of two kinds: of it, Docker loads what its manifest.json lists, or, with
 * containerd's image store, what its index.json does. Where these are not the same images, the one that we judge is not the
 * one that an engine runs.
 *
 * @param judged which of the two is asked what the images are
 * @throws LumogateError `archive.ambiguous`, and what reading either throws
 */
export async function checkAgreement(
  archive: Archive,
  images: readonly SavedImage[],
  judged: "manifest.json" | "index.json",
  { platform }: Pick<SourceContext, "platform">,
): Promise<void> {
  if (!isLayout(archive)) return;
  const listed = await listedImages(archive, platform);
  const saved = await Promise.all(
    images.map(async ({ config, repoTags }) => ({
      names: repoTags,
      ids: [(await readConfig(archive, config)).id],
    })),
  );
  // Of several platforms, manifest.json has one.
  const isOneOfAll = platform === "all" && judged === "index.json";
  if (!isOneOfAll) for (const image of listed) expectAmong(image, saved, archive.what, "manifest.json");
  for (const image of saved) {
    // Docker 25 lists only what has a name in index.json; what has none takes no other's place.
    if (image.names.length > 0) expectAmong(image, listed, archive.what, "index.json");
  }
}

/** The images of index.json, each with the IDs that a machine of this platform would take. */
async function listedImages(archive: Archive, platform: SourceContext["platform"]): Promise<NamedImages[]> {
  const layout = layoutOf(archive);
  const manifests = await readIndex(layout, archive.what);
  const images = manifests.length === 0 ? [] : chooseImages(manifests, undefined, archive.what);
  const listed: NamedImages[] = [];
  for (const image of images) {
    const taken = takenOf(await candidatesOf(layout.store, image), platform);
    const ids = await Promise.all(taken.map((candidate) => idOf(layout.store, candidate)));
    if (ids.length > 0) listed.push({ names: image.repoTags, ids });
  }
  return listed;
}

/** Without those that are listed, and not there. */
async function candidatesOf(store: BlobStore, { roots }: LayoutImage): Promise<Candidate[]> {
  try {
    return (await listCandidates(store, roots)).filter(({ isPresent }) => isPresent);
  } catch (error) {
    // Signatures and attestations alone: no engine makes a container of them.
    const isNoImage =
      error instanceof LumogateError && /^(?:manifest\.artifact|image\.platform)$/.test(error.code);
    if (isNoImage) return [];
    throw error;
  }
}

/** Where none is for the machine, an engine may take any. */
function takenOf(
  candidates: readonly Candidate[],
  platform: SourceContext["platform"],
): readonly Candidate[] {
  if (platform === "all") return candidates;
  const taken = contenders(candidates, platform ?? machinePlatform(), platform !== undefined);
  return taken.length === 0 ? candidates : taken;
}

async function idOf(store: BlobStore, { descriptor, image }: Candidate): Promise<string> {
  if (image !== undefined) return image.manifest.config.digest;
  const what = `The manifest ${descriptor.digest} of ${store.what}`;
  const manifest = parseManifest(await store.document(descriptor), what, descriptor.mediaType);
  return manifest.kind === "manifest" ? manifest.config.digest : descriptor.digest;
}

/** All of an image's IDs are among the others', and where one of these has its name, they are that one's. */
function expectAmong(
  { names, ids }: NamedImages,
  others: readonly NamedImages[],
  what: string,
  document: "manifest.json" | "index.json",
): void {
  const namesakes = others.filter((other) =>
    other.names.some((name) => names.some((own) => isSameReference(own, name))),
  );
  const known = new Set(others.flatMap((other) => other.ids));
  const missing = ids.find((id) => !known.has(id) || namesakes.some((other) => !other.ids.includes(id)));
  if (missing === undefined) return;
  const name = names[0] === undefined ? "" : ` as ${names[0]}`;
  throw new LumogateError(
    "archive.ambiguous",
    `${what} has a manifest.json and an index.json, and the image ${missing} is not in its ${document}${name}; engines load one or the other.`,
    {
      hint: "Save the image again. Of an archive with several platforms, name with --platform the one that its manifest.json has.",
    },
  );
}
