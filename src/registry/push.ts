import type { RegistryReference } from "../reference.ts";
import { type RegistryContext, RepositoryClient } from "./client.ts";
import type { Answer } from "./exchange.ts";
import { badAnswer, isFailure, wrongDigest } from "./failure.ts";
import { retrying } from "./retry.ts";
import { deadlineFor } from "./timing.ts";

export interface PushedBlob {
  /** `sha256:…` */
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface Pushed {
  readonly manifest: Buffer;
  readonly mediaType: string;
  /** Of the manifest. */
  readonly digest: string;
  /** What the manifest names. */
  readonly blobs: readonly PushedBlob[];
}

/**
 * Puts an artifact into a repository (OCI distribution-spec, "Push"): what the manifest names first, as far as it is not there,
 * each in one piece, then the manifest under its tag. What broke off can be done again: everything is known by its digest.
 *
 * @throws RegistryFailure `registry.*`; the reason of the signal
 */
export async function pushArtifact(
  reference: RegistryReference,
  { manifest, mediaType, digest, blobs }: Pushed,
  context: RegistryContext,
): Promise<void> {
  const client = new RepositoryClient(reference, context, "pull,push");
  const where = `${reference.domain}/${reference.path}`;
  for (const blob of blobs) await retrying(() => pushBlob(client, blob, where), client.patience);
  const name = reference.tag ?? digest;
  const what = `a manifest at ${where}:${name}`;
  await retrying(async () => {
    const deadline = deadlineFor(client.patience.timing, manifest.length);
    const headers = { "content-type": mediaType };
    const answer = await client.put({
      method: "PUT",
      path: `manifests/${name}`,
      what,
      headers,
      body: manifest,
      deadline,
    });
    const stored = answer.header("docker-content-digest");
    await answer.drain();
    if (stored !== undefined && stored !== digest) throw wrongDigest(what, stored, digest);
  }, client.patience);
}

async function pushBlob(
  client: RepositoryClient,
  { digest, bytes }: PushedBlob,
  where: string,
): Promise<void> {
  if (await isThere(client, digest, where)) return;
  const what = `the blob ${digest} at ${where}`;
  const deadline = deadlineFor(client.patience.timing, bytes.length);
  const begun = await client.put({
    method: "POST",
    path: "blobs/uploads/",
    what,
    body: Buffer.alloc(0),
    deadline,
  });
  await begun.drain();
  const location = begun.header("location");
  if (location === undefined) throw badAnswer(begun.host, what, "it does not say where to put it");
  const url = client.uploadUrl(location, begun, what);
  // What stands in its query belongs to the upload.
  url.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  await (await client.put({ method: "PUT", url, what, headers, body: bytes, deadline })).drain();
}

async function isThere(client: RepositoryClient, digest: string, where: string): Promise<boolean> {
  const what = `the blob ${digest} of ${where}`;
  const deadline = deadlineFor(client.patience.timing);
  try {
    const answer: Answer = await client.get({ method: "HEAD", path: `blobs/${digest}`, what, deadline });
    answer.discard();
    return true;
  } catch (error) {
    if (isFailure(error, "registry.not-found")) return false;
    throw error;
  }
}
