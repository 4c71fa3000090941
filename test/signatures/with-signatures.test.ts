import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Need } from "../../src/model/depth.ts";
import { LumogateError } from "../../src/model/error.ts";
import type { OpenImage } from "../../src/model/image.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { NO_TRUST, type Trust } from "../../src/signatures/trust.ts";
import { withSignatures } from "../../src/signatures/with-signatures.ts";
import { attached, besides, IMAGE, STATEMENT } from "../support/attachments.ts";
import { statement } from "../support/sigstore.ts";

const claimed = { signatures: [{ verified: true, digest: IMAGE, transparency: true, key: "cosign.pub" }] };
const inventory = {
  image: { reference: "app", repoTags: [], repoDigests: [], ...claimed },
  gaps: [],
} as unknown as Inventory;
const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const TRUST: Trust = { keys: [{ name: "cosign.pub", key: publicKey }], roots: [] };
const signal = new AbortController().signal;

function taken(
  attachments: OpenImage["attachments"],
  need: Need = "needed",
  { trust = NO_TRUST, aborted = signal }: { readonly trust?: Trust; readonly aborted?: AbortSignal } = {},
): Promise<Inventory> {
  const image = (attachments === undefined ? {} : { attachments }) as OpenImage;
  return withSignatures(inventory, image, trust, need, aborted);
}

function tooLate(): Promise<never> {
  return Promise.reject(new LumogateError("registry.timeout", "Late."));
}

describe("an inventory", () => {
  it("gets what is attached to the image", async () => {
    const documents = besides(attached(STATEMENT, statement(IMAGE, "https://slsa.dev/provenance/v1")));
    const { image, gaps } = await taken(() => Promise.resolve(documents));
    expect(image.signatures).toEqual([]);
    expect(image.attestations).toHaveLength(1);
    expect(gaps).toEqual([]);
  });

  it("gets a gap where nothing can be attached, and a rule needs to know", async () => {
    const { image, gaps } = await taken(undefined);
    expect(gaps).toMatchObject([{ code: "signatures.nowhere", affects: ["image"] }]);
    expect(image).not.toHaveProperty("signatures");
  });

  it("gets none where a rule only may look it up; and what somebody else has recorded is left out", async () => {
    const { image, gaps } = await taken(undefined, "asked");
    expect(gaps).toEqual([]);
    expect(image).not.toHaveProperty("signatures");
  });

  it.each(["needed", "asked"] as const)("gets a gap where the registry does not say, if %s", async (need) => {
    const refusal = new LumogateError("registry.forbidden", "It forbids it.");
    const { image, gaps } = await taken(() => Promise.reject(refusal), need, { trust: TRUST });
    expect(gaps).toMatchObject([
      {
        code: "signatures.unreadable",
        reason: "Who has signed the image cannot be told: It forbids it.",
        affects: ["image"],
      },
    ]);
    expect(image).not.toHaveProperty("signatures");
  });

  it("is no reason to ask a registry where a rule may look up anything, and nobody is trusted", async () => {
    const { gaps } = await taken(() => Promise.reject(new Error("it was asked")), "asked");
    expect(gaps).toEqual([]);
  });

  it("is not taken where the run is cancelled, or something is wrong with lumogate", async () => {
    const reason = new LumogateError("cancelled", "Enough.");
    await expect(taken(tooLate, "needed", { aborted: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(taken(() => Promise.reject(new TypeError("a bug")))).rejects.toThrow(TypeError);
  });
});
