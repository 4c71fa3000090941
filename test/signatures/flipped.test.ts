import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import { attached, besides, BUNDLE, IMAGE } from "../support/attachments.ts";
import {
  bundle,
  COSIGN_SIGN,
  privateSigstore,
  signerOf,
  statement,
  type TestBundle,
  trustedRoot,
} from "../support/sigstore.ts";

const sigstore = privateSigstore();
const trust = { keys: [], roots: [parseRoot(trustedRoot(sigstore))] };
const sound = bundle({ sigstore, signer: signerOf(sigstore), payload: statement(IMAGE, COSIGN_SIGN) });

async function isVerified(bytes: Buffer): Promise<boolean> {
  const { signatures, attestations } = await signatureFacts(besides(attached(BUNDLE, bytes)), trust);
  return [...signatures, ...attestations].some(({ verified }) => verified);
}

describe("a bundle", () => {
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
        expect(await isVerified(bytes)).toBe(false);
      }),
      { seed: 20260102, numRuns: 300 },
    );
  });
});

function parsed(bytes: Buffer): TestBundle | undefined {
  try {
    return JSON.parse(bytes.toString()) as TestBundle;
  } catch {
    return undefined;
  }
}

function decoded(text: unknown): string {
  return typeof text === "string" ? Buffer.from(text, "base64").toString("hex") : String(text);
}

/** All that is verified, without what base64 leaves open. */
function meaning(given: TestBundle): string {
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
