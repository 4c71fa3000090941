import { buffer } from "node:stream/consumers";
import { LIMITS } from "../../limits.ts";
import type { Attachment, Attachments } from "../../model/attachments.ts";
import type { BlobStore } from "../blob-store.ts";
import { parseArtifact } from "../documents/artifact.ts";
import type { Descriptor } from "../documents/descriptor.ts";
import { tooMuch } from "../too-much.ts";
import { DigestedStream, verified } from "../verified.ts";
import { isAttachmentType } from "./media-types.ts";

/**
 * The manifests of artifacts that lie beside what has this digest, as a place of images keeps them: by tags, by lists of
 * referrers.
 *
 * @throws LumogateError where that cannot be told
 */
export type FindArtifacts = (subject: string) => Promise<readonly Uint8Array[]>;

/** What an image's attachments are looked for by. */
export interface AttachedTo {
  /** Of the image's manifest. */
  readonly digest: string;
  readonly indexDigest?: string;
  /** The artifacts that the index itself lists beside the image: BuildKit's attestations. */
  readonly listed: readonly Descriptor[];
}

/** An image's attachments in a store, each found once. */
export function attachmentsIn(
  store: BlobStore,
  { digest, indexDigest, listed }: AttachedTo,
  find: FindArtifacts,
): Attachments {
  const subjects = [digest, ...(indexDigest === undefined ? [] : [indexDigest])];
  return {
    what: store.what,
    subjects,
    async list() {
      const found: Attachment[] = [];
      for (const subject of subjects)
        for (const manifest of await find(subject)) found.push(...layersOf(store, manifest, subject));
      for (const descriptor of listed)
        found.push(...layersOf(store, await store.document(descriptor), digest));
      return bounded(found);
    },
  };
}

function layersOf(store: BlobStore, manifest: Uint8Array, subject: string): Attachment[] {
  const { layers } = parseArtifact(manifest, `A manifest that is attached to ${store.what}@${subject}`);
  return layers
    .filter(({ mediaType }) => isAttachmentType(mediaType))
    .map((layer) => ({
      mediaType: layer.mediaType,
      digest: layer.digest,
      size: layer.size,
      annotations: layer.annotations,
      subject,
      read: () => readWhole(store, layer),
    }));
}

async function readWhole(store: BlobStore, layer: Descriptor): Promise<Uint8Array> {
  const blob = store.layer(layer, `${layer.digest}, attached to ${store.what}`);
  return buffer(verified(blob, new DigestedStream(blob.open())));
}

/** @throws LumogateError `image.limit` */
function bounded(found: readonly Attachment[]): readonly Attachment[] {
  if (found.length > LIMITS.attachments)
    throw tooMuch(`has ${found.length} signatures and attestations`, LIMITS.attachments, "attachments");
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  if (bytes > LIMITS.attachmentsBytes)
    throw tooMuch(
      `has ${bytes} bytes of signatures and attestations`,
      LIMITS.attachmentsBytes,
      "attachmentsBytes",
    );
  return found;
}
