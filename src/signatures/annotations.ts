import { createHash } from "node:crypto";
import { isRecord, parseRecord } from "../json.ts";
import { UnreadableDocument } from "./claim.ts";

/** What the annotations belong to. */
export type Annotated =
  | { readonly payload: Uint8Array; readonly signature: Uint8Array }
  | { readonly envelope: object };

/**
 * What cosign keeps in annotations beside a signature (SIGNATURE_SPEC.md: certificate, entry of the log, timestamp), as
 * sigstore's bundle of version 0.1, so that one verifier reads both. The certificates of authorities among them are left out: they
 * count only where the trusted root has them.
 *
 * @throws UnreadableDocument
 */
export function bundleOfAnnotations(
  annotations: ReadonlyMap<string, string>,
  annotated: Annotated,
): { readonly hasCertificate: boolean; readonly bundle?: object } {
  const certificate = annotations.get("dev.sigstore.cosign/certificate") ?? "";
  const entry = annotations.get("dev.sigstore.cosign/bundle") ?? "";
  const timestamp = annotations.get("dev.sigstore.cosign/rfc3161timestamp") ?? "";
  const hasCertificate = certificate !== "";
  if (!hasCertificate && entry === "") return { hasCertificate };
  const bundle = {
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      ...(hasCertificate
        ? { x509CertificateChain: { certificates: [{ rawBytes: derOf(certificate) }] } }
        : { publicKey: { hint: "" } }),
      tlogEntries: entry === "" ? [] : [logEntry(entry)],
      timestampVerificationData: {
        rfc3161Timestamps: timestamp === "" ? [] : [{ signedTimestamp: timestampIn(timestamp) }],
      },
    },
    ...contentOf(annotated),
  };
  return { hasCertificate, bundle };
}

function contentOf(annotated: Annotated): object {
  if ("envelope" in annotated) return { dsseEnvelope: annotated.envelope };
  const digest = createHash("sha256").update(annotated.payload).digest("base64");
  return {
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest },
      signature: Buffer.from(annotated.signature).toString("base64"),
    },
  };
}

/** The first certificate of a PEM, in base64. */
function derOf(pem: string): string {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) throw new UnreadableDocument("Its certificate is no PEM.");
  return body.replaceAll(/\s/g, "");
}

/** cosign's form of an entry in Rekor, the log: `{ SignedEntryTimestamp, Payload: { body, integratedTime, logIndex, logID } }`. */
function logEntry(text: string): object {
  const { SignedEntryTimestamp: promise, Payload: payload } = parseRecord(text) ?? {};
  const { body, integratedTime, logIndex, logID } = isRecord(payload) ? payload : {};
  const isWhole =
    typeof promise === "string" &&
    typeof body === "string" &&
    typeof logID === "string" &&
    Number.isSafeInteger(integratedTime) &&
    Number.isSafeInteger(logIndex);
  const { kind, apiVersion } = isWhole
    ? (parseRecord(Buffer.from(body, "base64").toString("utf8")) ?? {})
    : {};
  if (!isWhole || typeof kind !== "string" || typeof apiVersion !== "string")
    throw new UnreadableDocument("Its entry of the transparency log cannot be read.");
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: promise },
    canonicalizedBody: body,
  };
}

function timestampIn(text: string): string {
  const { SignedRFC3161Timestamp: timestamp } = parseRecord(text) ?? {};
  if (typeof timestamp === "string") return timestamp;
  throw new UnreadableDocument("Its timestamp cannot be read.");
}
