import { LumogateError } from "../model/error.ts";
import type { Attachments } from "../model/attachments.ts";
import type { ImageIdentity } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import { attachmentsIn } from "../oci/attachments/attachments.ts";
import { type Candidate, listCandidates } from "../oci/candidates.ts";
import { parseManifest } from "../oci/documents/manifest.ts";
import { normalPlatform } from "../oci/documents/normal-platform.ts";
import { parseReference, type RegistryReference } from "../reference.ts";
import { Repository } from "../registry/repository.ts";
import { artifactsIn } from "./registry-artifacts.ts";
import type { SourceContext } from "./source.ts";

/**
 * What is attached, in its registry, to an image that an engine has. The engine says which digests the image has there; that
 * it is this image is not believed, but followed down to the digest of its config.
 *
 * @throws LumogateError `signatures.not-pushed`, `signatures.other-image`, and what asking the registry throws
 */
export async function attachmentsOfEngineImage(
  identity: ImageIdentity,
  { registry, env, signal, progress }: Omit<SourceContext, "platform">,
): Promise<Attachments> {
  const reference = nameInRegistry(identity);
  const repository = new Repository(reference, { ...registry, env, signal, progress });
  progress(`Asking ${reference.domain} what is attached to ${repository.what}@${reference.digest}`);
  const root = await repository.resolve(reference);
  const same = await sameImage(repository, await listCandidates(repository, [root]), identity);
  const index = same.indexDigest === undefined ? {} : { indexDigest: same.indexDigest };
  const to = { digest: same.descriptor.digest, ...index, listed: same.attestations };
  return attachmentsIn(repository, to, (subject) => artifactsIn(repository, subject, signal));
}

type NamedByDigest = RegistryReference & { readonly digest: string };

/** Where an image has names in several registries: the one that the user has named, or else the first. */
function nameInRegistry({ reference, repoDigests }: ImageIdentity): NamedByDigest {
  const names = repoDigests.flatMap((name) => byDigest(name) ?? []);
  const asked = parseReference(reference);
  const isAsked = ({ domain, path }: NamedByDigest): boolean =>
    asked.kind === "name" && domain === asked.domain && path === asked.path;
  const chosen = names.find(isAsked) ?? names[0];
  if (chosen !== undefined) return chosen;
  throw new LumogateError(
    "signatures.not-pushed",
    `The engine knows no registry that has ${reference}: it was built or loaded here, and neither pushed nor pulled.`,
    { hint: "Push the image, sign it, and judge it there: registry:NAME@sha256:…" },
  );
}

function byDigest(name: string): NamedByDigest | undefined {
  const reference = parseReference(name);
  if (reference.kind === "id" || reference.digest?.startsWith("sha256:") !== true) return undefined;
  return { ...reference, digest: reference.digest };
}

async function sameImage(
  repository: Repository,
  candidates: readonly Candidate[],
  identity: ImageIdentity,
): Promise<Candidate> {
  for (const candidate of candidates) {
    const { digest, mediaType } = candidate.descriptor;
    if (digest === identity.id) return candidate;
    const what = `The manifest ${digest} of ${repository.what}`;
    const manifest = parseManifest(await repository.document(candidate.descriptor), what, mediaType);
    if (manifest.kind === "manifest" && manifest.config.digest === identity.id) return candidate;
  }
  // containerd's store calls the image by its index; which of its platforms the engine has taken is said by the platform alone.
  const [only, ...others] = candidates.filter((one) => isOf(one, identity));
  if (only !== undefined && others.length === 0) return only;
  throw new LumogateError(
    "signatures.other-image",
    `What ${repository.what} has is not the image ${identity.id ?? identity.reference} of the engine.`,
    { hint: "Pull the image again, or judge it in its registry: registry:NAME." },
  );
}

function isOf({ indexDigest, platform }: Candidate, identity: ImageIdentity): boolean {
  if (indexDigest !== identity.id || platform === undefined || identity.platform === undefined) return false;
  return platformText(normalPlatform(platform)) === platformText(normalPlatform(identity.platform));
}
