import { isRecord } from "../json.ts";
import type { Attachment } from "../model/attachments.ts";
import { ENVELOPE, isBundleType, SIMPLE_SIGNING } from "../oci/attachments/media-types.ts";
import { type Claim, UnreadableDocument } from "./claim.ts";
import { bundleOfAnnotations } from "./annotations.ts";
import { type Envelope, parseEnvelope, signedBytes } from "./envelope.ts";
import { parseSimpleSigning } from "./simple-signing.ts";
import { parseStatement } from "./statement.ts";
import { parseDocument } from "./strict-document.ts";

/** A document with its signatures, whatever form it came in. */
export interface Signed {
  readonly claim: Claim;
  /** The bytes that were signed; empty where nobody has signed. */
  readonly message: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  /** Whether it comes with a certificate, and so is to be verified by that and no key. */
  readonly hasCertificate: boolean;
  /** Sigstore's bundle of it, as JSON; left out where it has nothing but signatures. */
  readonly bundle?: object;
}

/**
 * @param bytes of the attachment
 * @throws UnreadableDocument
 */
export function readSigned(attachment: Attachment, bytes: Uint8Array): Signed {
  if (attachment.mediaType === SIMPLE_SIGNING) return readSimple(attachment, bytes);
  if (attachment.mediaType === ENVELOPE) return readEnvelope(attachment, bytes);
  if (isBundleType(attachment.mediaType)) return readBundle(bytes);
  return { claim: parseStatement(bytes), message: new Uint8Array(), signatures: [], hasCertificate: false };
}

function readSimple({ annotations }: Attachment, payload: Uint8Array): Signed {
  const signature = Buffer.from(annotations.get("dev.cosignproject.cosign/signature") ?? "", "base64");
  if (signature.length === 0) throw new UnreadableDocument("There is no signature beside what was signed.");
  const bundle = bundleOfAnnotations(annotations, { payload, signature });
  return { claim: parseSimpleSigning(payload), message: payload, signatures: [signature], ...bundle };
}

function readEnvelope({ annotations }: Attachment, bytes: Uint8Array): Signed {
  const document = parseDocument(bytes, "The envelope");
  const envelope = parseEnvelope(document);
  return { ...ofEnvelope(envelope), ...bundleOfAnnotations(annotations, { envelope: document }) };
}

function readBundle(bytes: Uint8Array): Signed {
  const bundle = parseDocument(bytes, "The bundle");
  // One that has both is two bundles, to two readers.
  if (bundle["dsseEnvelope"] === undefined || bundle["messageSignature"] !== undefined)
    throw new UnreadableDocument("The bundle holds no statement, so it does not say what it is about.");
  const material = bundle["verificationMaterial"];
  const hasCertificate =
    isRecord(material) && ("certificate" in material || "x509CertificateChain" in material);
  return { ...ofEnvelope(parseEnvelope(bundle["dsseEnvelope"])), hasCertificate, bundle };
}

function ofEnvelope(envelope: Envelope): Pick<Signed, "claim" | "message" | "signatures"> {
  const { payload, signatures } = envelope;
  return { claim: parseStatement(payload), message: signedBytes(envelope), signatures };
}
