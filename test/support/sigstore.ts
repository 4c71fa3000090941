import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type CertificateOptions, type Certified, certify, CODE_SIGNING, pem } from "./certificate.ts";

/** When the signatures of these tests were made; the certificate is valid for ten minutes around it. */
export const SIGNED_AT = new Date("2026-01-02T03:04:05Z");
export const IDENTITY = "https://git.example/acme/app/.ci/release.yml@refs/heads/main";
export const ISSUER = "https://oidc.example";

/** An authority, and a log, of our own: what Fulcio and Rekor are to sigstore. */
export interface PrivateSigstore {
  readonly authority: Certified;
  readonly log: KeyObject;
}

export function privateSigstore(): PrivateSigstore {
  const authority = certify({
    name: "authority",
    from: new Date("2020-01-01T00:00:00Z"),
    until: new Date("2040-01-01T00:00:00Z"),
    isAuthority: true,
  });
  return { authority, log: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey };
}

/** What cosign writes as `trusted_root.json`. */
export function trustedRoot({ authority, log }: PrivateSigstore): object {
  return {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [
      {
        baseUrl: "https://log.example",
        hashAlgorithm: "SHA2_256",
        publicKey: {
          rawBytes: spkiOf(log).toString("base64"),
          keyDetails: "PKIX_ECDSA_P256_SHA_256",
          validFor: { start: "2020-01-01T00:00:00Z" },
        },
        logId: { keyId: logIdOf(log).toString("base64") },
      },
    ],
    certificateAuthorities: [
      {
        subject: { organization: "example", commonName: authority.name },
        uri: "https://authority.example",
        certChain: { certificates: [{ rawBytes: authority.certificate.toString("base64") }] },
        validFor: { start: "2020-01-01T00:00:00Z" },
      },
    ],
    ctlogs: [],
    timestampAuthorities: [],
  };
}

/** A certificate for one signature, as Fulcio gives it out. @param options laid over the usual ones */
export function signerOf(
  { authority }: PrivateSigstore,
  options: Partial<CertificateOptions> = {},
): Certified {
  return certify({
    name: "",
    from: new Date(SIGNED_AT.getTime() - 300_000),
    until: new Date(SIGNED_AT.getTime() + 300_000),
    issuer: authority,
    identity: IDENTITY,
    oidcIssuer: ISSUER,
    uses: [CODE_SIGNING],
    ...options,
  });
}

/** An in-toto statement about an image. @param digest `sha256:…` */
export function statement(digest: string, predicateType: string, predicate: object = {}): Buffer {
  const subject = [{ digest: { sha256: digest.replace("sha256:", "") } }];
  return Buffer.from(
    JSON.stringify({ _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate }),
  );
}

export const COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

export function envelope(payload: Uint8Array, key: KeyObject): TestEnvelope {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
  const signature = sign("sha256", Buffer.concat([Buffer.from(head), payload]), key);
  return {
    payload: Buffer.from(payload).toString("base64"),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ sig: signature.toString("base64") }],
  };
}

export interface TestEnvelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** Who signs: a certificate, or a key alone. */
export type Signer = Certified | { readonly key: KeyObject };

export interface BundleOptions {
  readonly sigstore: PrivateSigstore;
  readonly signer: Signer;
  readonly payload: Uint8Array;
  /** When the log takes it in; left out: while the certificate is valid. */
  readonly at?: Date;
  /** Whether it goes into the log at all. */
  readonly isLogged?: boolean;
}

/** What the log keeps beside a signature, in PEM. */
function verifierOf(signer: Signer): string {
  if ("certificate" in signer) return pem(signer.certificate);
  return createPublicKey(signer.key).export({ type: "spki", format: "pem" }).toString();
}

/** Sigstore's bundle of version 0.3, as cosign attaches it to images. */
export function bundle({
  sigstore,
  signer,
  payload,
  at = SIGNED_AT,
  isLogged = true,
}: BundleOptions): TestBundle {
  const dsseEnvelope = envelope(payload, signer.key);
  const verifier = verifierOf(signer);
  const entry = {
    apiVersion: "0.0.1",
    kind: "dsse",
    spec: {
      envelopeHash: hash(JSON.stringify(dsseEnvelope)),
      payloadHash: hash(payload),
      signatures: [
        {
          signature: dsseEnvelope.signatures[0]?.sig ?? "",
          verifier: Buffer.from(verifier).toString("base64"),
        },
      ],
    },
  };
  return {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: {
      ...("certificate" in signer
        ? { certificate: { rawBytes: signer.certificate.toString("base64") } }
        : { publicKey: { hint: "" } }),
      tlogEntries: isLogged ? [logEntry(sigstore, entry, at)] : [],
    },
    dsseEnvelope,
  };
}

function hash(bytes: Uint8Array | string): object {
  return { algorithm: "sha256", value: createHash("sha256").update(bytes).digest("hex") };
}

export interface TestBundle {
  readonly mediaType: string;
  readonly verificationMaterial: {
    readonly certificate?: { readonly rawBytes: string };
    readonly publicKey?: { readonly hint: string };
    readonly tlogEntries: readonly TestLogEntry[];
  };
  readonly dsseEnvelope: TestEnvelope;
}

export interface TestLogEntry {
  readonly logIndex: string;
  readonly logId: { readonly keyId: string };
  readonly kindVersion: { readonly kind: string; readonly version: string };
  readonly integratedTime: string;
  readonly inclusionPromise: { readonly signedEntryTimestamp: string };
  readonly inclusionProof?: object;
  readonly canonicalizedBody: string;
}

/** An entry of a log that has no other: with the log's promise, and the proof that it is in there. */
export function logEntry(
  { log }: PrivateSigstore,
  entry: { readonly kind: string; readonly apiVersion: string; readonly spec: object },
  at: Date,
): TestLogEntry {
  const body = Buffer.from(JSON.stringify(entry));
  const keyId = logIdOf(log);
  const integratedTime = at.getTime() / 1000;
  const promised = {
    body: body.toString("base64"),
    integratedTime,
    logID: keyId.toString("hex"),
    logIndex: 0,
  };
  const rootHash = createHash("sha256")
    .update(Buffer.from([0]))
    .update(body)
    .digest();
  // Go tells the logs of Rekor version 1 by the number behind the name.
  const note = `log.example - 1\n1\n${rootHash.toString("base64")}\n`;
  const noted = Buffer.concat([keyId.subarray(0, 4), sign("sha256", Buffer.from(note), log)]);
  return {
    logIndex: "0",
    logId: { keyId: keyId.toString("base64") },
    kindVersion: { kind: entry.kind, version: entry.apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: {
      signedEntryTimestamp: sign("sha256", Buffer.from(canonical(promised)), log).toString("base64"),
    },
    inclusionProof: {
      logIndex: "0",
      rootHash: rootHash.toString("base64"),
      treeSize: "1",
      hashes: [],
      checkpoint: { envelope: `${note}\n— log.example ${noted.toString("base64")}\n` },
    },
    canonicalizedBody: body.toString("base64"),
  };
}

/** What the oldest form of signature has: cosign's payload. */
export function simplePayload(digest: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: {
        identity: { "docker-reference": "registry.example/app" },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: null,
    }),
  );
}

/** cosign's annotations beside a payload, as its versions before 3 write them. */
export function simpleAnnotations({
  sigstore,
  signer,
  payload,
  at = SIGNED_AT,
  isLogged = true,
}: BundleOptions): Map<string, string> {
  const signature = sign("sha256", payload, signer.key).toString("base64");
  const annotations = new Map([["dev.cosignproject.cosign/signature", signature]]);
  const verifier = verifierOf(signer);
  if ("certificate" in signer) annotations.set("dev.sigstore.cosign/certificate", verifier);
  if (!isLogged) return annotations;
  const entry = logEntry(
    sigstore,
    {
      apiVersion: "0.0.1",
      kind: "hashedrekord",
      spec: {
        data: { hash: { algorithm: "sha256", value: createHash("sha256").update(payload).digest("hex") } },
        signature: { content: signature, publicKey: { content: Buffer.from(verifier).toString("base64") } },
      },
    },
    at,
  );
  const kept = {
    SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: 0,
      logID: Buffer.from(entry.logId.keyId, "base64").toString("hex"),
    },
  };
  return annotations.set("dev.sigstore.cosign/bundle", JSON.stringify(kept));
}

function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function logIdOf(log: KeyObject): Buffer {
  return createHash("sha256").update(spkiOf(log)).digest();
}

/** JSON as the log signs it (RFC 8785): here, keys in order. */
function canonical(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value, Object.keys(value).toSorted());
}
