import { LIMITS } from "../limits.ts";
import type { BlobStore } from "../oci/blob-store.ts";
import { parseArtifact } from "../oci/documents/artifact.ts";
import type { Descriptor } from "../oci/documents/descriptor.ts";
import { MANIFEST_TYPES } from "../oci/documents/media-types.ts";
import { parseReferrers } from "../oci/documents/referrers.ts";
import { tooMuch } from "../oci/too-much.ts";

/**
 * The artifacts that a layout lists beside something of this digest: by the tags that they had in a registry, by what
 * `cosign save` calls them, and those that refer to it.
 *
 * @param listed all that the layout's index.json has
 */
export async function artifactsInLayout(
  store: BlobStore,
  listed: readonly Descriptor[],
  digest: string,
): Promise<Uint8Array[]> {
  const bytes = listed.reduce((sum, { size }) => sum + size, 0);
  if (bytes > LIMITS.manifestsBytes)
    throw tooMuch(`is among manifests of ${bytes} bytes`, LIMITS.manifestsBytes, "manifestsBytes");
  const found: Uint8Array[] = [];
  for (const descriptor of listed) found.push(...(await artifactsAt(store, descriptor, digest)));
  return found;
}

async function artifactsAt(store: BlobStore, descriptor: Descriptor, digest: string): Promise<Uint8Array[]> {
  const tag = digest.replace(":", "-");
  const names = namesOf(descriptor);
  if (names.includes(tag)) {
    const list = parseReferrers(await store.document(descriptor), `The list ${tag} in ${store.what}`);
    return Promise.all(list.map((one) => store.document(one)));
  }
  if (SAVED.has(descriptor.annotations.get("kind") ?? "") || names.some((name) => isBeside(name, tag)))
    return [await store.document(descriptor)];
  if (!MANIFEST_TYPES.includes(descriptor.mediaType) || !(await store.has(descriptor))) return [];
  const document = await store.document(descriptor);
  const { subject } = parseArtifact(document, `The manifest ${descriptor.digest} of ${store.what}`);
  return subject === digest ? [document] : [];
}

/** cosign's names of what it saves beside an image; of several images, they do not say which. */
const SAVED = new Set(["dev.cosignproject.cosign/sigs", "dev.cosignproject.cosign/atts"]);

function isBeside(name: string, tag: string): boolean {
  return name === `${tag}.sig` || name === `${tag}.att`;
}

/** Tags, or references that end with them. */
function namesOf({ annotations }: Descriptor): string[] {
  return ["io.containerd.image.name", "org.opencontainers.image.ref.name"].flatMap((key) => {
    const name = annotations.get(key);
    return name === undefined ? [] : [name.slice(name.lastIndexOf(":") + 1)];
  });
}
