import { createHash } from "node:crypto";
import type { Attachment, Attachments } from "../../src/model/attachments.ts";

export const IMAGE = `sha256:${"1a".repeat(32)}`;
export const INDEX_OF_IMAGE = `sha256:${"2b".repeat(32)}`;
export const OTHER_IMAGE = `sha256:${"3c".repeat(32)}`;

export const SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
export const ENVELOPE = "application/vnd.dsse.envelope.v1+json";
export const STATEMENT = "application/vnd.in-toto+json";
export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** A document beside IMAGE. @param content an object is written as JSON */
export function attached(
  mediaType: string,
  content: Uint8Array | object,
  annotations: ReadonlyMap<string, string> = new Map(),
): Attachment {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  return {
    mediaType,
    digest,
    size: bytes.length,
    annotations,
    subject: IMAGE,
    read: () => Promise.resolve(bytes),
  };
}

/** What is attached to IMAGE and to the index that it is in. */
export function besides(...documents: readonly Attachment[]): Attachments {
  return {
    what: "registry.example/app",
    subjects: [IMAGE, INDEX_OF_IMAGE],
    list: () => Promise.resolve(documents),
  };
}
