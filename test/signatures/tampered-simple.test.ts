import { generateKeyPairSync, createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Attachment } from "../../src/model/attachments.ts";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import { attached, besides, IMAGE, OTHER_IMAGE, SIMPLE } from "../support/attachments.ts";
import {
  privateSigstore,
  SIGNED_AT,
  signerOf,
  simpleAnnotations,
  simplePayload,
  trustedRoot,
} from "../support/sigstore.ts";

const sigstore = privateSigstore();
const signer = signerOf(sigstore);
const { privateKey: own } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const trust = {
  keys: [{ name: "cosign.pub", key: createPublicKey(own) }],
  roots: [parseRoot(trustedRoot(sigstore))],
};
const HOUR = 3_600_000;

async function isVerified(document: Attachment): Promise<boolean> {
  const { signatures } = await signatureFacts(besides(document), trust);
  return signatures.some(({ verified }) => verified);
}

describe("cosign's oldest form", () => {
  const classic = simplePayload(IMAGE);
  const given = { sigstore, signer, payload: classic };
  const annotations = simpleAnnotations(given);
  const changed = (key: string, value: string): Map<string, string> =>
    new Map([...annotations, [key, value]]);
  const other = simpleAnnotations({ ...given, signer: signerOf(sigstore) });

  it.each<[string, Buffer, ReadonlyMap<string, string>]>([
    ["a payload about another image", simplePayload(OTHER_IMAGE), annotations],
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

  it("that names two digests is not verified, by whomever: readers take the one or the other", async () => {
    const twice = `"docker-manifest-digest":"${OTHER_IMAGE}","docker-manifest-digest"`;
    const bytes = Buffer.from(classic.toString().replace('"docker-manifest-digest"', twice));
    const beside = simpleAnnotations({ sigstore, signer: { key: own }, payload: bytes, isLogged: false });
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
