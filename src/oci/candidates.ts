import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import type { BlobStore } from "./blob-store.ts";
import { type Descriptor, malformed } from "./documents/descriptor.ts";
import { tooMuch } from "./too-much.ts";
import { parseManifest } from "./documents/manifest.ts";
import { INDEX_TYPES } from "./documents/media-types.ts";
import { type OciImage, readOciImage } from "./oci-image.ts";
import type { Labelled } from "./documents/platforms.ts";

/** An image that may be the one that is meant. */
export interface Candidate extends Labelled {
  readonly descriptor: Descriptor;
  /** As its index says, or else its config; left out where it is not there to tell. */
  readonly platform?: Platform;
  /** Some archives list an image's platforms and hold one of them. */
  readonly isPresent: boolean;
  /** Where it had to be read to tell its platform. */
  readonly image?: OciImage;
  readonly indexDigest?: string;
  readonly indexAnnotations: ReadonlyMap<string, string>;
  /** BuildKit's attestations of it, which the index lists beside it. */
  readonly attestations: readonly Descriptor[];
}

/**
 * All images that descriptors lead to, through indexes and the indexes within them, in their order. What is no image
 * (an attestation, an artifact) is left out, as long as there is an image.
 *
 * @returns one at least
 * @throws LumogateError `manifest.*`, `image.limit`, `image.platform` where there is no image
 */
export async function listCandidates(store: BlobStore, roots: readonly Descriptor[]): Promise<Candidate[]> {
  const listed = await listLeaves(store, roots);
  const leaves = distinct(listed.filter(({ descriptor }) => !isAttestation(descriptor)));
  const candidates: Candidate[] = [];
  const refusals: unknown[] = [];
  for (const leaf of leaves) {
    try {
      const { digest } = leaf.descriptor;
      const attestations = listed.flatMap(({ descriptor }) =>
        isAttestation(descriptor) && descriptor.annotations.get(ATTESTED) === digest ? [descriptor] : [],
      );
      candidates.push({ ...(await withPlatform(store, leaf)), attestations });
    } catch (error) {
      // Signatures and their kind stand beside images, without a platform.
      if (!(error instanceof LumogateError) || error.code !== "manifest.artifact") throw error;
      refusals.push(error);
    }
  }
  if (candidates.length > 0) return candidates;
  if (refusals.length > 0) throw refusals[0];
  throw new LumogateError(
    "image.platform",
    `${store.what} has no image: its index lists ${listed.length === 0 ? "nothing" : "attestations only"}.`,
    { hint: "Name what holds the image itself." },
  );
}

type Leaf = Pick<Candidate, "descriptor" | "labels" | "indexDigest" | "indexAnnotations">;

async function listLeaves(store: BlobStore, roots: readonly Descriptor[]): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  let count = 0;
  const visit = async (
    descriptors: readonly Descriptor[],
    index: Omit<Leaf, "descriptor">,
    depth: number,
  ): Promise<void> => {
    count += descriptors.length;
    if (count > LIMITS.indexManifests)
      throw tooMuch("has too many manifests in its indexes", LIMITS.indexManifests, "indexManifests");
    for (const descriptor of descriptors) {
      const labels = [...index.labels, ...(descriptor.platform === undefined ? [] : [descriptor.platform])];
      if (!INDEX_TYPES.includes(descriptor.mediaType) || !(await store.has(descriptor))) {
        leaves.push({ ...index, descriptor, labels });
        continue;
      }
      if (depth === LIMITS.indexDepth)
        throw tooMuch("has indexes within indexes", LIMITS.indexDepth, "indexDepth");
      const what = `The index ${descriptor.digest} of ${store.what}`;
      const document = parseManifest(await store.document(descriptor), what, descriptor.mediaType);
      if (document.kind !== "index") throw malformed(what, "it is an image, expected an index");
      // The outermost is the one that a tag stands for.
      const indexDigest = index.indexDigest ?? descriptor.digest;
      const inner = { labels, indexDigest, indexAnnotations: document.annotations };
      await visit(document.manifests, inner, depth + 1);
    }
  };
  await visit(roots, { labels: [], indexAnnotations: new Map() }, 0);
  return leaves;
}

/**
 * BuildKit's attestations say of themselves that they are for no platform. One that names a platform is not passed over:
 * a runtime would take it for the image.
 */
function isAttestation({ platform, annotations }: Descriptor): boolean {
  return (
    annotations.has("vnd.docker.reference.type") &&
    platform?.os === "unknown" &&
    platform.architecture === "unknown"
  );
}

/** What BuildKit's attestation is about: the digest of a manifest in the same index. */
const ATTESTED = "vnd.docker.reference.digest";

/** Each image once for each platform that it is listed for: a layout may list it under many names. */
function distinct(leaves: readonly Leaf[]): Leaf[] {
  const known = new Set<string>();
  return leaves.filter(({ descriptor: { digest }, labels }) => {
    const key = [digest, ...labels.map((label) => platformText(label))].join(" ");
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

async function withPlatform(store: BlobStore, leaf: Leaf): Promise<Omit<Candidate, "attestations">> {
  // The innermost label: one from around it is what it inherits.
  const platform = leaf.labels.at(-1);
  const isPresent = await store.has(leaf.descriptor);
  if (platform !== undefined) return { ...leaf, platform, isPresent };
  if (!isPresent) return { ...leaf, isPresent };
  const image = await readOciImage(store, leaf.descriptor);
  return { ...leaf, platform: image.file.platform, isPresent, image };
}
