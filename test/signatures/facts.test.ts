import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Attachment } from "../../src/model/attachments.ts";
import type { SignatureFacts } from "../../src/signatures/facts.ts";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import { NO_TRUST, type Trust } from "../../src/signatures/trust.ts";
import {
  attached,
  besides,
  BUNDLE,
  IMAGE,
  INDEX_OF_IMAGE,
  OTHER_IMAGE,
  SIMPLE,
} from "../support/attachments.ts";
import {
  bundle,
  COSIGN_SIGN,
  IDENTITY,
  ISSUER,
  privateSigstore,
  signerOf,
  simpleAnnotations,
  simplePayload,
  statement,
  trustedRoot,
} from "../support/sigstore.ts";

const sigstore = privateSigstore();
const roots = [parseRoot(trustedRoot(sigstore))];
const KEYLESS: Trust = { keys: [], roots };

function keyOf(kind: "P-256" | "P-384" | "rsa" | "ed25519"): KeyObject {
  if (kind === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  if (kind === "ed25519") return generateKeyPairSync("ed25519").privateKey;
  return generateKeyPairSync("ec", { namedCurve: kind }).privateKey;
}

const own = keyOf("P-256");
const KEY: Trust = { keys: [{ name: "cosign.pub", key: createPublicKey(own) }], roots: [] };

const facts = (trust: Trust, ...documents: Attachment[]): Promise<SignatureFacts> =>
  signatureFacts(besides(...documents), trust);

const simple = (key: KeyObject, digest = IMAGE): Attachment => {
  const payload = simplePayload(digest);
  return attached(
    SIMPLE,
    payload,
    simpleAnnotations({ sigstore, signer: { key }, payload, isLogged: false }),
  );
};

describe("a signature by a key", () => {
  it.each(["P-256", "rsa", "ed25519"] as const)(
    "of %s is verified, in cosign's oldest form",
    async (kind) => {
      const key = keyOf(kind);
      const payload = simplePayload(IMAGE);
      const signature = sign(kind === "ed25519" ? null : "sha256", payload, key).toString("base64");
      const document = attached(
        SIMPLE,
        payload,
        new Map([["dev.cosignproject.cosign/signature", signature]]),
      );
      const trust = { keys: [{ name: "ours", key: createPublicKey(key) }], roots: [] };
      expect((await facts(trust, document)).signatures).toEqual([
        { kind: "key", key: "ours", verified: true, digest: IMAGE, transparency: false },
      ]);
    },
  );

  it("of a curve with a hash of its own is verified by either hash", async () => {
    const key = keyOf("P-384");
    const payload = simplePayload(IMAGE);
    const trust = { keys: [{ name: "ours", key: createPublicKey(key) }], roots: [] };
    for (const hash of ["sha256", "sha384"]) {
      const annotation = sign(hash, payload, key).toString("base64");
      const document = attached(
        SIMPLE,
        payload,
        new Map([["dev.cosignproject.cosign/signature", annotation]]),
      );
      expect((await facts(trust, document)).signatures[0]).toMatchObject({ verified: true });
    }
  });

  it("is verified in a bundle, and over the index", async () => {
    const payload = statement(INDEX_OF_IMAGE, COSIGN_SIGN);
    const document = attached(BUNDLE, bundle({ sigstore, signer: { key: own }, payload, isLogged: false }));
    expect(await facts(KEY, document)).toEqual({
      signatures: [
        { kind: "key", key: "cosign.pub", verified: true, digest: INDEX_OF_IMAGE, transparency: false },
      ],
      attestations: [],
    });
  });

  it("is in the log, where a trusted log has it", async () => {
    const payload = statement(IMAGE, COSIGN_SIGN);
    const logged = attached(BUNDLE, bundle({ sigstore, signer: { key: own }, payload }));
    const classic = simplePayload(IMAGE);
    const annotations = simpleAnnotations({ sigstore, signer: { key: own }, payload: classic });
    const trust = { ...KEY, roots };
    for (const document of [logged, attached(SIMPLE, classic, annotations)])
      expect((await facts(trust, document)).signatures).toEqual([
        {
          kind: "key",
          key: "cosign.pub",
          verified: true,
          digest: IMAGE,
          transparency: true,
          integratedTime: "2026-01-02T03:04:05Z",
        },
      ]);
  });

  it("is verified without the log, where its log is none of the trusted ones", async () => {
    const payload = statement(IMAGE, COSIGN_SIGN);
    const elsewhere = bundle({ sigstore: privateSigstore(), signer: { key: own }, payload });
    const { signatures } = await facts({ ...KEY, roots }, attached(BUNDLE, elsewhere));
    expect(signatures).toMatchObject([{ verified: true, transparency: false }]);
  });

  it("is no proof of who holds no key of ours", async () => {
    const { signatures } = await facts(KEY, simple(keyOf("P-256")));
    expect(signatures).toEqual([
      {
        kind: "key",
        verified: false,
        digest: IMAGE,
        transparency: false,
        problem: "None of the keys that lumogate.yaml names has signed it.",
      },
    ]);
  });

  it("is no proof where no key is named", async () => {
    expect((await facts(NO_TRUST, simple(own))).signatures[0]).toMatchObject({
      verified: false,
      problem: "It is signed with a key, and lumogate.yaml names none.",
    });
  });

  it("of another image is none of this one", async () => {
    const payload = statement(OTHER_IMAGE, COSIGN_SIGN);
    const replayed = attached(BUNDLE, bundle({ sigstore, signer: { key: own }, payload, isLogged: false }));
    const { signatures } = await facts(KEY, simple(own, OTHER_IMAGE), replayed);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]).toEqual({
      kind: "key",
      verified: false,
      digest: IMAGE,
      transparency: false,
      problem: "It is about another image.",
    });
  });

  it("is told once, however often it is attached", async () => {
    expect((await facts(KEY, simple(own), simple(own))).signatures).toHaveLength(1);
  });
});

describe("a signature by a certificate", () => {
  const payload = statement(IMAGE, COSIGN_SIGN);
  const expected = {
    kind: "keyless",
    issuer: ISSUER,
    identity: IDENTITY,
    verified: true,
    digest: IMAGE,
    transparency: true,
    integratedTime: "2026-01-02T03:04:05Z",
  };

  it("is verified in a bundle", async () => {
    const document = attached(BUNDLE, bundle({ sigstore, signer: signerOf(sigstore), payload }));
    expect((await facts(KEYLESS, document)).signatures).toEqual([expected]);
  });

  it("is verified in cosign's oldest form", async () => {
    const classic = simplePayload(IMAGE);
    const annotations = simpleAnnotations({ sigstore, signer: signerOf(sigstore), payload: classic });
    expect((await facts(KEYLESS, attached(SIMPLE, classic, annotations))).signatures).toEqual([expected]);
  });

  it("is verified by the second root, where the first has not given the certificate", async () => {
    const document = attached(BUNDLE, bundle({ sigstore, signer: signerOf(sigstore), payload }));
    const trust = { keys: [], roots: [parseRoot(trustedRoot(privateSigstore())), ...roots] };
    expect((await facts(trust, document)).signatures).toEqual([expected]);
  });

  it("is no proof without a root", async () => {
    const document = attached(BUNDLE, bundle({ sigstore, signer: signerOf(sigstore), payload }));
    expect((await facts(KEY, document)).signatures).toEqual([
      {
        kind: "keyless",
        verified: false,
        digest: IMAGE,
        transparency: false,
        problem: "It is signed with a certificate, and lumogate.yaml names no trusted_root.",
      },
    ]);
  });
});
