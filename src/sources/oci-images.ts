import { LumogateError } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { openOciImage, readOciImage } from "../oci/oci-image.ts";
import { contenders, isContradictory, machinePlatform, servesMachine } from "../oci/documents/platforms.ts";
import { attachmentsIn, type FindArtifacts } from "../oci/attachments/attachments.ts";
import { type Candidate, listCandidates } from "../oci/candidates.ts";
import type { FoundImage, SourceContext } from "./source.ts";

/** How an image that was found is called. */
export interface Naming {
  /** What the user named. */
  readonly reference: string;
  /** `docker.io/library/debian:12`, where the source knows the image by such names. */
  readonly repoTags: readonly string[];
  /** `registry.example/app`, where a digest behind it names the image. */
  readonly repository?: string;
  /** Finds what is attached to the images there. */
  readonly artifacts?: FindArtifacts;
}

/**
 * The images that a descriptor leads to: the one for the wanted platform, or all. Indexes within indexes are followed;
 * nothing but indexes, and manifests that no index says the platform of, is read.
 *
 * @param roots one descriptor, of an image or an index; several where they are one image's platforms
 * @param close what an opened image does at its end
 * @returns one at least
 * @throws LumogateError `image.platform` where none of them is for the wanted platform, `manifest.ambiguous` where
 * runtimes take different ones for it, `manifest.*`, `image.limit`
 */
export async function findOciImages(
  store: BlobStore,
  roots: readonly Descriptor[],
  context: SourceContext,
  naming: Naming,
  close: () => Promise<void> = () => Promise.resolve(),
): Promise<FoundImage[]> {
  const candidates = await listCandidates(store, roots);
  const chosen = await chooseCandidates(store, candidates, context, naming);
  return chosen.map((candidate) => ({
    name: nameAmong(candidate, chosen, naming.reference),
    open: () => openCandidate(store, candidate, context, naming, close),
  }));
}

async function openCandidate(
  store: BlobStore,
  { descriptor, image, indexDigest, indexAnnotations, attestations }: Candidate,
  context: SourceContext,
  { repository, artifacts, ...names }: Naming,
  close: () => Promise<void>,
): Promise<OpenImage> {
  try {
    const identity = {
      ...names,
      ...(indexDigest === undefined ? {} : { indexDigest }),
      repoDigests: repository === undefined ? [] : [`${repository}@${indexDigest ?? descriptor.digest}`],
      indexAnnotations,
    };
    const documents = image ?? (await readOciImage(store, descriptor));
    const opened = await openOciImage(store, documents, identity, context, close);
    if (artifacts === undefined) return opened;
    const index = indexDigest === undefined ? {} : { indexDigest };
    const to = { digest: descriptor.digest, ...index, listed: attestations };
    return { ...opened, attachments: () => Promise.resolve(attachmentsIn(store, to, artifacts)) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function chooseCandidates(
  store: BlobStore,
  candidates: readonly Candidate[],
  { platform, progress }: SourceContext,
  { reference }: Naming,
): Promise<readonly Candidate[]> {
  if (platform === "all") return candidates;
  const present = candidates.filter(({ isPresent }) => isPresent);
  const [first] = candidates;
  // Asked for what it has not, the store says best what it lacks.
  if (present.length === 0 && first !== undefined) await store.document(first.descriptor);
  const best = choose(present, platform, reference);
  if (present.length < candidates.length)
    progress(
      `${reference} lists images for ${platformsOf(candidates)}, and has the one for ${platformsOf([best])}`,
    );
  return [best];
}

/** The one that every runtime takes; where nobody asks for a platform and there is one image, that one. */
function choose(candidates: readonly Candidate[], asked: Platform | undefined, reference: string): Candidate {
  const wanted = asked ?? machinePlatform();
  const rivals = contenders(candidates, wanted, asked !== undefined);
  const digests = new Set(rivals.map(({ descriptor }) => descriptor.digest));
  if (digests.size > 1 || rivals.some((one) => isContradictory(one)))
    throw ambiguous(rivals, wanted, reference);
  const [best] = rivals;
  if (best?.platform !== undefined && servesMachine(best.platform, wanted)) return best;
  const [only, ...others] = candidates;
  if (asked === undefined && only !== undefined && others.length === 0) return only;
  throw new LumogateError(
    "image.platform",
    `${reference} has no image for ${platformText(wanted)}, but for ${platformsOf(candidates)}.`,
    { hint: "Name one of these with --platform." },
  );
}

function ambiguous(rivals: readonly Candidate[], wanted: Platform, reference: string): LumogateError {
  const names = rivals.map(({ descriptor, labels }) => {
    const label = labels.map((one) => platformText(one)).join(" and ");
    return `${descriptor.digest} (${label === "" ? "no platform" : label})`;
  });
  return new LumogateError(
    "manifest.ambiguous",
    `${reference} is not one image for ${platformText(wanted)}; by the platforms that its index says, runtimes choose between these as they like: ${names.join(", ")}.`,
    {
      hint: "--platform all judges each of them; or name one by its digest, or its variant with --platform.",
    },
  );
}

function platformsOf(candidates: readonly Candidate[]): string {
  const texts = candidates.map(({ platform }) =>
    platform === undefined ? "an unknown platform" : platformText(platform),
  );
  return [...new Set(texts)].join(", ");
}

/** Told apart by the platform, and by the digest where that does not do. */
function nameAmong(candidate: Candidate, all: readonly Candidate[], reference: string): string {
  if (all.length === 1) return reference;
  const platform = platformsOf([candidate]);
  const isUnique = all.filter((other) => platformsOf([other]) === platform).length === 1;
  return isUnique
    ? `${reference} (${platform})`
    : `${reference} (${platform}, ${candidate.descriptor.digest.slice(0, 19)})`;
}
