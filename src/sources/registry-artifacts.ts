import { parseReferrers, type Referrer } from "../oci/documents/referrers.ts";
import { concurrently } from "../oci/concurrently.ts";
import { mayHoldAttachments } from "../oci/attachments/media-types.ts";
import type { Repository } from "../registry/repository.ts";

/**
 * The artifacts that a repository has beside something of this digest: those by cosign's tags (`sha256-<hex>.sig`, `.att`),
 * and those that refer to it, by the registry's own list, or, where it keeps none, by the tag that stands for it
 * (OCI distribution-spec, "Referrers Tag Schema").
 *
 * @throws RegistryFailure where the registry does not say; only 404 is "none"
 */
export async function artifactsIn(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const tag = digest.replace(":", "-");
  const [signatures, attestations, referrers] = await Promise.all([
    repository.tagged(`${tag}.sig`),
    repository.tagged(`${tag}.att`),
    referrersIn(repository, digest, tag),
  ]);
  const tagged = [signatures, attestations].filter((document) => document !== undefined);
  const wanted = referrers.filter(({ artifactType }) => mayHoldAttachments(artifactType));
  const documents = new Map<number, Uint8Array>();
  await concurrently([...wanted.entries()], signal, async ([index, referrer]) => {
    documents.set(index, await repository.document(referrer));
  });
  return [...tagged, ...wanted.flatMap((_, index) => documents.get(index) ?? [])];
}

async function referrersIn(
  repository: Repository,
  digest: string,
  tag: string,
): Promise<readonly Referrer[]> {
  const listed = await repository.referrers(digest);
  if (listed !== undefined) return listed;
  const document = await repository.tagged(tag);
  return document === undefined
    ? []
    : parseReferrers(document, `The list ${tag} of what refers to ${repository.what}@${digest}`);
}
