import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import type { Trust } from "../../src/signatures/trust.ts";
import type { Attachment } from "../../src/model/attachments.ts";
import { attached, besides, BUNDLE, ENVELOPE, IMAGE, OTHER_IMAGE } from "../support/attachments.ts";
import { CODE_SIGNING, pem, SERVER } from "../support/certificate.ts";
import {
  bundle,
  COSIGN_SIGN,
  envelope,
  logEntry,
  privateSigstore,
  SIGNED_AT,
  signerOf,
  statement,
  type TestBundle,
  type TestLogEntry,
  trustedRoot,
} from "../support/sigstore.ts";

const sigstore = privateSigstore();
const signer = signerOf(sigstore);
const { privateKey: own } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const trust: Trust = {
  keys: [{ name: "cosign.pub", key: createPublicKey(own) }],
  roots: [parseRoot(trustedRoot(sigstore))],
};
const payload = statement(IMAGE, COSIGN_SIGN);
const options = { sigstore, signer, payload };
const sound = bundle(options);
const keyed = bundle({ sigstore, signer: { key: own }, payload });
const HOUR = 3_600_000;

async function isVerified(document: Attachment): Promise<boolean> {
  const { signatures, attestations } = await signatureFacts(besides(document), trust);
  return [...signatures, ...attestations].some(({ verified }) => verified);
}

function withMaterial(given: TestBundle, material: object): object {
  return { ...given, verificationMaterial: { ...given.verificationMaterial, ...material } };
}

function withEntry(given: TestBundle, change: Partial<TestLogEntry>): object {
  return withMaterial(given, {
    tlogEntries: given.verificationMaterial.tlogEntries.map((one) => ({ ...one, ...change })),
  });
}

function withEnvelope(given: TestBundle, change: object): object {
  return { ...given, dsseEnvelope: { ...given.dsseEnvelope, ...change } };
}

const [entry] = sound.verificationMaterial.tlogEntries;
const otherStatement = statement(OTHER_IMAGE, COSIGN_SIGN).toString("base64");

describe("a bundle", () => {
  it.each([
    ["by a certificate", sound],
    ["by a key, in the log", keyed],
  ])("%s is verified before anybody has touched it", async (_what, document) => {
    expect(await isVerified(attached(BUNDLE, document))).toBe(true);
  });

  it.each<[string, object]>([
    [
      "a statement about this image in place of the signed one",
      withEnvelope(bundle({ ...options, payload: statement(OTHER_IMAGE, COSIGN_SIGN) }), {
        payload: payload.toString("base64"),
      }),
    ],
    ["a statement about another image", withEnvelope(sound, { payload: otherStatement })],
    [
      "a signature of another statement",
      withEnvelope(sound, {
        signatures: bundle({ ...options, payload: statement(OTHER_IMAGE, COSIGN_SIGN) }).dsseEnvelope
          .signatures,
      }),
    ],
    ["no signature", withEnvelope(sound, { signatures: [] })],
    ["an empty signature", withEnvelope(sound, { signatures: [{ sig: "" }] })],
    ["another type of payload", withEnvelope(sound, { payloadType: "text/plain" })],
    [
      "a message beside the statement",
      {
        ...sound,
        messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: "AAAA" }, signature: "AAAA" },
      },
    ],
    [
      "nothing but a message",
      {
        ...sound,
        dsseEnvelope: undefined,
        messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: "AAAA" }, signature: "AAAA" },
      },
    ],
    [
      "another one's certificate",
      withMaterial(sound, { certificate: { rawBytes: signerOf(sigstore).certificate.toString("base64") } }),
    ],
    ["a certificate of another authority", bundle({ ...options, signer: signerOf(privateSigstore()) })],
    [
      "a certificate that signs itself",
      bundle({ ...options, signer: signerOf({ ...sigstore, authority: signerOf(sigstore) }) }),
    ],
    ["a certificate for servers", bundle({ ...options, signer: signerOf(sigstore, { uses: [SERVER] }) })],
    [
      "a certificate for nothing in particular",
      bundle({ ...options, signer: signerOf(sigstore, { uses: [] }) }),
    ],
    [
      "the certificate of an authority",
      bundle({ ...options, signer: signerOf(sigstore, { isAuthority: true, uses: [CODE_SIGNING] }) }),
    ],
    ["a certificate of nobody's", bundle({ ...options, signer: signerOf(sigstore, { identity: "" }) })],
    [
      "a certificate that nobody vouches for",
      bundle({ ...options, signer: signerOf(sigstore, { oidcIssuer: "" }) }),
    ],
    ["a certificate that had ended", bundle({ ...options, at: new Date(SIGNED_AT.getTime() + HOUR) })],
    ["a certificate that had not begun", bundle({ ...options, at: new Date(SIGNED_AT.getTime() - HOUR) })],
    ["no entry of the log", bundle({ ...options, isLogged: false })],
    [
      "an entry of another log",
      bundle({ ...options, sigstore: { ...privateSigstore(), authority: sigstore.authority } }),
    ],
    [
      "the log's promise for another time",
      withEntry(sound, { integratedTime: String(Number(entry?.integratedTime) + 1) }),
    ],
    ["a promise of nobody's", withEntry(sound, { inclusionPromise: { signedEntryTimestamp: "AAAA" } })],
    [
      "no promise, and so no time",
      { ...withMaterial(sound, { tlogEntries: [{ ...entry, inclusionPromise: undefined }] }) },
    ],
    [
      "an entry about another signature",
      withMaterial(sound, {
        tlogEntries: bundle({ ...options, payload: statement(OTHER_IMAGE, COSIGN_SIGN) }).verificationMaterial
          .tlogEntries,
      }),
    ],
    [
      "an entry under another's certificate",
      withMaterial(sound, { tlogEntries: [entryNaming(sound, pem(signerOf(sigstore).certificate))] }),
    ],
    ["an entry twice", withMaterial(sound, { tlogEntries: [entry, entry] })],
    ["a certificate and a key", withMaterial(sound, { publicKey: { hint: "" } })],
    ["no material", { ...sound, verificationMaterial: {} }],
    ["a list in place of the material", { ...sound, verificationMaterial: [] }],
    ["a type that there is not", { ...sound, mediaType: "application/json" }],
  ])("with %s is not verified", async (_what, document) => {
    expect(await isVerified(attached(BUNDLE, document))).toBe(false);
  });

  it.each<[string, object]>([
    ["another statement", withEnvelope(keyed, { payload: otherStatement })],
    [
      "an entry under another's key",
      withMaterial(keyed, { tlogEntries: [entryNaming(keyed, pem(signer.certificate))] }),
    ],
    [
      "a message beside the statement",
      {
        ...bundle({ sigstore, signer: { key: own }, payload, isLogged: false }),
        messageSignature: { messageDigest: { algorithm: "SHA2_256", digest: "AAAA" }, signature: "AAAA" },
      },
    ],
    [
      "an entry that the log did not promise",
      withEntry(keyed, { inclusionPromise: { signedEntryTimestamp: "AAAA" } }),
    ],
    [
      "an entry about another signature",
      withMaterial(keyed, { tlogEntries: sound.verificationMaterial.tlogEntries }),
    ],
  ])("by a key, with %s, is not verified", async (_what, document) => {
    expect(await isVerified(attached(BUNDLE, document))).toBe(false);
  });
});

/** The entry that the log would have of a sound signature, if somebody had logged it under another's name. */
function entryNaming(given: TestBundle, name: string): TestLogEntry {
  const [entryOf] = given.verificationMaterial.tlogEntries;
  const body = JSON.parse(Buffer.from(entryOf?.canonicalizedBody ?? "", "base64").toString()) as {
    apiVersion: string;
    kind: string;
    spec: { signatures: { signature: string; verifier: string }[] };
  };
  const verifier = Buffer.from(name).toString("base64");
  const signatures = body.spec.signatures.map((one) => ({ ...one, verifier }));
  return logEntry(sigstore, { ...body, spec: { ...body.spec, signatures } }, SIGNED_AT);
}

describe("an envelope", () => {
  const document = envelope(payload, own);

  it.each<[string, object]>([
    ["another payload", { ...document, payload: otherStatement }],
    ["another type of payload", { ...document, payloadType: "application/json" }],
    ["another's signature", envelope(payload, signer.key)],
    ["no signatures", { ...document, signatures: "none" }],
    [
      "more signatures than anybody gives",
      { ...document, signatures: Array.from({ length: 17 }, () => document.signatures[0]) },
    ],
  ])("with %s is not verified", async (_what, changed) => {
    expect(await isVerified(attached(ENVELOPE, document))).toBe(true);
    expect(await isVerified(attached(ENVELOPE, changed))).toBe(false);
  });
});
