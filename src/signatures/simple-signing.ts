import { isRecord } from "../json.ts";
import { type Claim, UnreadableDocument } from "./claim.ts";
import { parseDocument } from "./strict-document.ts";

/**
 * What cosign signs of an image (cosign's SIGNATURE_SPEC.md): Red Hat's "simple signing", of which the digest is all that
 * counts. The name in it is not compared, as cosign does not: a copy of the image elsewhere is the same image.
 *
 * @throws UnreadableDocument
 */
export function parseSimpleSigning(payload: Uint8Array): Claim {
  const { critical } = parseDocument(payload, "What was signed");
  const { type, image } = isRecord(critical) ? critical : {};
  const digest = isRecord(image) ? image["docker-manifest-digest"] : undefined;
  if (type !== "cosign container image signature" || typeof digest !== "string")
    throw new UnreadableDocument("What was signed is no claim of cosign's about an image.");
  return { kind: "signature", digests: [digest] };
}
