import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import type { Trust } from "../../src/signatures/trust.ts";
import type { Attachment } from "../../src/model/attachments.ts";
import { attached, besides, BUNDLE, ENVELOPE, IMAGE, OTHER_IMAGE, SIMPLE } from "../support/attachments.ts";
import { CODE_SIGNING, SERVER } from "../support/certificate.ts";
import {
  bundle,
  COSIGN_SIGN,
  envelope,
  logEntry,
  privateSigstore,
  SIGNED_AT,
  signerOf,
  simpleAnnotations,
  simplePayload,
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
      withMaterial(sound, { tlogEntries: [entryNaming(signerOf(sigstore).certificate)] }),
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

  it("is not verified with any one byte changed that means something", async () => {
    const text = JSON.stringify(sound);
    const at = fc.integer({ min: 0, max: text.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 127 }), async (position, flip) => {
        const bytes = Buffer.from(text);
        bytes[position] = (bytes[position] ?? 0) ^ flip;
        const [before, after] = [sound, parsed(bytes)];
        // What base64 leaves open, and what no verifier reads, may change.
        if (after !== undefined && meaning(after) === meaning(before)) return;
        expect(await isVerified(attached(BUNDLE, bytes))).toBe(false);
      }),
      { seed: 20260102, numRuns: 300 },
    );
  });
});

/** The entry that the log would have of the sound signature, if somebody had logged it under another's name. */
function entryNaming(certificate: Buffer): TestLogEntry {
  const body = JSON.parse(Buffer.from(entry?.canonicalizedBody ?? "", "base64").toString()) as {
    apiVersion: string;
    kind: string;
    spec: { signatures: { signature: string; verifier: string }[] };
  };
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`;
  const signatures = body.spec.signatures.map((one) => ({
    ...one,
    verifier: Buffer.from(pem).toString("base64"),
  }));
  return logEntry(sigstore, { ...body, spec: { ...body.spec, signatures } } as typeof body, SIGNED_AT);
}

function parsed(bytes: Buffer): TestBundle | undefined {
  try {
    return JSON.parse(bytes.toString()) as TestBundle;
  } catch {
    return undefined;
  }
}

/** All that is verified, without what base64 leaves open. */
function meaning(given: TestBundle): string {
  const decoded = (text: unknown): string =>
    typeof text === "string" ? Buffer.from(text, "base64").toString("hex") : String(text);
  const material = given.verificationMaterial as TestBundle["verificationMaterial"] | undefined;
  const [logged] = material?.tlogEntries ?? [];
  return JSON.stringify([
    decoded(material?.certificate?.rawBytes),
    decoded(given.dsseEnvelope?.payload),
    given.dsseEnvelope?.payloadType,
    given.dsseEnvelope?.signatures?.map(({ sig }) => decoded(sig)),
    decoded(logged?.canonicalizedBody),
    decoded(logged?.inclusionPromise?.signedEntryTimestamp),
    logged?.integratedTime,
    decoded(logged?.logId?.keyId),
  ]);
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

describe("cosign's oldest form", () => {
  const classic = simplePayload(IMAGE);
  const given = { sigstore, signer, payload: classic };
  const annotations = simpleAnnotations(given);
  const changed = (key: string, value: string): Map<string, string> =>
    new Map([...annotations, [key, value]]);
  const other = simpleAnnotations({ ...given, signer: signerOf(sigstore) });

  it.each<[string, Buffer, ReadonlyMap<string, string>]>([
    ["a payload about another image", simplePayload(OTHER_IMAGE), annotations],
    [
      "a payload with the digest twice",
      Buffer.from(
        classic
          .toString()
          .replace(
            '{"docker-manifest-digest"',
            `{"docker-manifest-digest":"${OTHER_IMAGE}","docker-manifest-digest"`,
          ),
      ),
      annotations,
    ],
    ["no signature", classic, changed("dev.cosignproject.cosign/signature", "")],
    [
      "another's signature",
      classic,
      changed("dev.cosignproject.cosign/signature", other.get("dev.cosignproject.cosign/signature") ?? ""),
    ],
    [
      "another's certificate",
      classic,
      changed("dev.sigstore.cosign/certificate", other.get("dev.sigstore.cosign/certificate") ?? ""),
    ],
    ["a certificate that is none", classic, changed("dev.sigstore.cosign/certificate", "none")],
    [
      "another's entry of the log",
      classic,
      changed("dev.sigstore.cosign/bundle", other.get("dev.sigstore.cosign/bundle") ?? ""),
    ],
    ["an entry that is none", classic, changed("dev.sigstore.cosign/bundle", "{}")],
    ["a timestamp that is none", classic, changed("dev.sigstore.cosign/rfc3161timestamp", "{}")],
    [
      "a certificate that had ended",
      classic,
      simpleAnnotations({ ...given, at: new Date(SIGNED_AT.getTime() + HOUR) }),
    ],
    ["no entry of the log", classic, simpleAnnotations({ ...given, isLogged: false })],
  ])("with %s is not verified", async (_what, bytes, beside) => {
    expect(await isVerified(attached(SIMPLE, classic, annotations))).toBe(true);
    expect(await isVerified(attached(SIMPLE, bytes, beside))).toBe(false);
  });

  it.each([
    [
      "no claim about an image",
      { critical: { type: "something else", image: { "docker-manifest-digest": IMAGE } } },
    ],
    ["nothing critical", {}],
    ["a list", []],
  ])("that signs %s is not verified, by whomever", async (_what, said) => {
    const bytes = Buffer.from(JSON.stringify(said));
    const beside = simpleAnnotations({ sigstore, signer: { key: own }, payload: bytes, isLogged: false });
    expect(await isVerified(attached(SIMPLE, bytes, beside))).toBe(false);
  });
});
