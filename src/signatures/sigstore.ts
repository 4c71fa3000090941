import { type KeyObject, X509Certificate } from "node:crypto";
import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import {
  type SignedEntity,
  toSignedEntity,
  toTrustMaterial,
  type TrustMaterial,
  VerificationError,
  Verifier,
} from "@sigstore/verify";
import { LIMITS } from "../limits.ts";
import { UnreadableDocument } from "./claim.ts";
import { isLoggedBy } from "./logged-key.ts";

/** Authorities, logs and timestamp services whose word counts. */
export type Root = TrustMaterial;

/**
 * Reads sigstore's trusted root (`trustedroot.v0.1+json`), as `cosign trusted-root create` writes it.
 *
 * @param document JSON
 * @throws Error where it is none
 */
export function parseRoot(document: unknown): Root {
  const root = toTrustMaterial(TrustedRoot.fromJSON(document));
  if (root.certificateAuthorities.length + root.tlogs.length > 0) return root;
  throw new Error("it has neither certificate authorities nor transparency logs");
}

/** When a log took something in, in seconds since 1970; 0 where it does not say so itself. */
export interface LogEntry {
  readonly integratedTime: number;
}

/** Who signed, by a certificate that was verified. */
export interface Signer {
  readonly issuer: string;
  readonly identity: string;
  /** Left out where the root has no logs, so that none was asked for. */
  readonly log?: LogEntry;
}

/**
 * Verifies a bundle by the certificate in it: that a trusted authority gave it for signing, that it was valid when it was
 * used, which a log or a timestamp service says and not our clock, and that its log has the signature.
 *
 * @param bundle as JSON
 * @param message the bytes that were signed, where the bundle has but their digest
 * @throws UnreadableDocument, which says what is wrong
 */
export function verifyByCertificate(bundle: object, message: Uint8Array, root: Root): Signer {
  return explained(() => {
    const parsed = bundleFromJSON(bundle);
    const verifier = new Verifier(root, {
      tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
      ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
      timestampThreshold: 1,
    });
    const { identity } = verifier.verify(toSignedEntity(parsed, Buffer.from(message)));
    refuseOtherUses(certificateOf(parsed));
    refuseOtherSigner(parsed, certificateOf(parsed));
    const [issuer, subject] = [identity?.extensions?.issuer, identity?.subjectAlternativeName];
    if (!isShort(issuer) || !isShort(subject))
      throw new UnreadableDocument("Its certificate does not say who signed, or who vouches for it.");
    const log = root.tlogs.length > 0 ? { log: entryOf(parsed) } : {};
    return { issuer, identity: subject, ...log };
  });
}

/**
 * Looks whether a log has a signature that was made with a key.
 *
 * @returns undefined where the bundle has no entry of a log that the root knows
 * @throws UnreadableDocument where it has one that does not verify
 */
export function verifyLogged(
  bundle: object,
  message: Uint8Array,
  key: KeyObject,
  root: Root,
): LogEntry | undefined {
  return explained(() => {
    const parsed = bundleFromJSON(bundle);
    const entity = toSignedEntity(parsed, Buffer.from(message));
    const isKnown = entity.tlogEntries.some(({ logId }) =>
      root.tlogs.some((log) => log.logID.equals(logId.keyId)),
    );
    if (!isKnown) return undefined;
    const verifier = new Verifier({ ...root, publicKey: finderOf(key) }, NO_CERTIFICATE);
    // Timestamps of others than the log are of no use beside a key, which has no end.
    verifier.verify({
      ...entity,
      timestamps: [],
      key: { $case: "public-key", hint: "" },
    } satisfies SignedEntity);
    refuseOtherSigner(parsed, key);
    return entryOf(parsed);
  });
}

/** The one key, whatever hint the bundle gives: we know which one is tried. */
function finderOf(publicKey: KeyObject): Root["publicKey"] {
  return () => ({ publicKey, validFor: () => true });
}

const NO_CERTIFICATE = { tlogThreshold: 1, ctlogThreshold: 0, timestampThreshold: 0 };

function refuseOtherSigner({ verificationMaterial }: Bundle, signer: KeyObject | Uint8Array): void {
  const isSame = verificationMaterial.tlogEntries.every(({ canonicalizedBody }) =>
    isLoggedBy(canonicalizedBody, signer),
  );
  if (!isSame) throw new UnreadableDocument(LOG);
}

/** The promise alone is what a log signs together with the time; a proof of inclusion says nothing of it. */
function entryOf({ verificationMaterial }: Bundle): LogEntry {
  const times = verificationMaterial.tlogEntries
    .filter(({ inclusionPromise }) => inclusionPromise !== undefined)
    .map(({ integratedTime }) => Number(integratedTime));
  return { integratedTime: times.find((time) => Number.isSafeInteger(time)) ?? 0 };
}

function certificateOf({ verificationMaterial: { content } }: Bundle): Uint8Array {
  if (content.$case === "certificate") return content.certificate.rawBytes;
  const [first] = content.$case === "x509CertificateChain" ? content.x509CertificateChain.certificates : [];
  return first?.rawBytes ?? new Uint8Array();
}

/** An authority may give out certificates for servers, too: whoever has one of those signs no images (RFC 5280, section 4.2.1.12). */
function refuseOtherUses(certificate: Uint8Array): void {
  const { keyUsage: uses, ca } = new X509Certificate(certificate);
  // Types of Node call it always there; without the extension it is not.
  const isForSigning = (uses as readonly string[] | undefined)?.includes("1.3.6.1.5.5.7.3.3") === true;
  if (isForSigning && !ca) return;
  throw new UnreadableDocument("Its certificate was not given for signing.");
}

function isShort(text: string | undefined): text is string {
  return text !== undefined && text !== "" && text.length <= LIMITS.factChars;
}

/** The library's words have the document's text in them; what they are about does not. */
function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UnreadableDocument) throw cause;
    const code = cause instanceof VerificationError ? cause.code : "";
    throw new UnreadableDocument(REASONS[code] ?? (code.startsWith("TLOG_") ? LOG : UNREADABLE), { cause });
  }
}

const UNREADABLE = "It is no bundle of sigstore's that can be read.";
const LOG = "Its entry of the transparency log is missing, does not verify, or is about another signature.";

const REASONS: Readonly<Record<string, string>> = {
  CERTIFICATE_ERROR:
    "Its certificate is none of a trusted authority's, or was not valid when it was used to sign.",
  SIGNATURE_ERROR: "The signature is not one of its certificate's key over this document.",
  TIMESTAMP_ERROR: "No trusted log and no trusted timestamp says when it was signed.",
};
