import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Attachment } from "../../src/model/attachments.ts";
import { signatureFacts, type SignatureFacts } from "../../src/signatures/facts.ts";
import type { Trust } from "../../src/signatures/trust.ts";
import { attached, besides, BUNDLE, ENVELOPE, IMAGE, STATEMENT } from "../support/attachments.ts";
import { bundle, envelope, privateSigstore, statement } from "../support/sigstore.ts";

const sigstore = privateSigstore();
const PROVENANCE = "https://slsa.dev/provenance/v1";
const { privateKey: own } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const KEY: Trust = { keys: [{ name: "cosign.pub", key: createPublicKey(own) }], roots: [] };

const facts = (trust: Trust, ...documents: Attachment[]): Promise<SignatureFacts> =>
  signatureFacts(besides(...documents), trust);

function unread(): Promise<never> {
  return Promise.reject(new Error("it was read"));
}

describe("an attestation", () => {
  const predicate = {
    buildDefinition: { externalParameters: { source: { uri: "git+https://git.example/acme/app" } } },
    runDetails: { builder: { id: "https://builder.example/1" } },
  };
  const payload = statement(IMAGE, PROVENANCE, predicate);
  const said = {
    predicateType: PROVENANCE,
    builder: "https://builder.example/1",
    source: { uri: "git+https://git.example/acme/app" },
  };

  it("is verified in an envelope and in a bundle", async () => {
    const documents = [
      attached(ENVELOPE, envelope(payload, own)),
      attached(BUNDLE, bundle({ sigstore, signer: { key: own }, payload, isLogged: false })),
    ];
    for (const document of documents)
      expect(await facts(KEY, document)).toEqual({
        signatures: [],
        attestations: [
          { kind: "key", key: "cosign.pub", verified: true, digest: IMAGE, transparency: false, ...said },
        ],
      });
  });

  it("that nobody has signed says what it says, and is not verified", async () => {
    expect((await facts(KEY, attached(STATEMENT, payload))).attestations).toEqual([
      { verified: false, digest: IMAGE, transparency: false, problem: "Nobody has signed it.", ...said },
    ]);
  });

  it("of a version that is not read is not taken for one", async () => {
    const other = Buffer.from(payload.toString().replace("Statement/v1", "Statement/v2"));
    const { attestations } = await facts(KEY, attached(ENVELOPE, envelope(other, own)));
    expect(attestations).toMatchObject([{ verified: false }]);
  });

  it("is no signature of the image", async () => {
    expect((await facts(KEY, attached(ENVELOPE, envelope(payload, own)))).signatures).toEqual([]);
  });

  it("that is larger than the limit is not read", async () => {
    const large = { ...attached(ENVELOPE, {}), size: LIMITS.attachmentBytes + 1 };
    const { attestations } = await facts(KEY, { ...large, read: unread });
    expect(attestations[0]?.problem).toContain("limit attachmentBytes");
  });

  it("that cannot be read is called what its annotation says", async () => {
    const document = attached(ENVELOPE, Buffer.from("{"), new Map([["predicateType", PROVENANCE]]));
    expect((await facts(KEY, document)).attestations).toEqual([
      {
        predicateType: PROVENANCE,
        verified: false,
        digest: IMAGE,
        transparency: false,
        problem: "The envelope is no JSON that every reader reads alike.",
      },
    ]);
  });
});
