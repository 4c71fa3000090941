/** What cosign signs, and beside it, in annotations, the signature (cosign's SIGNATURE_SPEC.md). */
export const SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

/** A statement in an envelope that is signed (cosign's attestations; github.com/secure-systems-lab/dsse). */
export const ENVELOPE = "application/vnd.dsse.envelope.v1+json";

/** A statement that nobody has signed: BuildKit's attestations. */
export const STATEMENT = "application/vnd.in-toto+json";

/** Sigstore's bundle, of any version (cosign's BUNDLE_SPEC.md). */
export function isBundleType(type: string): boolean {
  return /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+\+json|\+json;version=\d+\.\d+)$/.test(type);
}

/** Whether lumogate reads documents of this type. */
export function isAttachmentType(type: string): boolean {
  return [SIMPLE_SIGNING, ENVELOPE, STATEMENT].includes(type) || isBundleType(type);
}

/**
 * Whether an artifact of this type may hold such documents. Some that do call themselves by their config's type, which is
 * that of nothing or of an image.
 */
export function mayHoldAttachments(artifactType: string | undefined): boolean {
  return (
    artifactType === undefined ||
    isAttachmentType(artifactType) ||
    artifactType.startsWith("application/vnd.dev.cosign.") ||
    artifactType === "application/vnd.oci.empty.v1+json" ||
    artifactType === "application/vnd.oci.image.config.v1+json"
  );
}
