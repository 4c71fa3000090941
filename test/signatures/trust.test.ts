import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { SourceLocation } from "../../src/model/report.ts";
import { loadTrust, type Trust, type TrustSetting } from "../../src/signatures/trust.ts";
import { privateSigstore, trustedRoot } from "../support/sigstore.ts";

let directory: string;

function publicPem(kind: "P-256" | 1024 | 2048): string {
  const { publicKey } =
    typeof kind === "number"
      ? generateKeyPairSync("rsa", { modulusLength: kind })
      : generateKeyPairSync("ec", { namedCurve: kind });
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "lumogate-trust-"));
  const root = JSON.stringify(trustedRoot(privateSigstore()));
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const dsa = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 }).publicKey;
  const files = {
    "cosign.pub": publicPem("P-256"),
    "other.pub": publicPem(2048),
    "weak.pub": publicPem(1024),
    "dsa.pub": dsa.export({ type: "spki", format: "pem" }),
    "private.key": privateKey.export({ type: "pkcs8", format: "pem" }),
    "damaged.pub": publicPem("P-256").replace(/\n[A-Za-z0-9+/]/, "\n!"),
    "text.pub": "no key",
    "large.pub": "x".repeat(LIMITS.trustFileBytes + 1),
    "root.json": root,
    "indented.json": JSON.stringify(JSON.parse(root), undefined, 2),
    "roots.jsonl": `${root}\n${JSON.stringify(trustedRoot(privateSigstore()))}\n`,
    "empty.json": "{}",
    "text.json": "none",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(directory, name), text);
});

afterAll(() => rm(directory, { recursive: true }));

/** Says in place of a file which value was asked about. */
function locate(steps: readonly (string | number)[], at: "key" | "value"): SourceLocation {
  return { file: `${steps.join(".")} ${at}`, line: 1, column: 1 };
}

function setting(settings: Readonly<Record<string, unknown>>): TrustSetting {
  return { off: false, settings, locate };
}

const signatures = (settings: Readonly<Record<string, unknown>>): Promise<Trust> =>
  loadTrust({ "signatures.required": setting(settings) }, directory);

describe("keys", () => {
  it("are called by their names, or else by their paths", async () => {
    const { keys } = await signatures({ keys: ["cosign.pub", { path: "other.pub", name: "release" }] });
    expect(keys.map(({ name, key }) => [name, key.asymmetricKeyType])).toEqual([
      ["cosign.pub", "ec"],
      ["release", "rsa"],
    ]);
  });

  it("of both rules count, each once", async () => {
    const { keys } = await loadTrust(
      {
        "signatures.required": setting({ keys: ["cosign.pub"] }),
        "provenance.required": setting({ verified_by: { keys: ["cosign.pub", "other.pub"] } }),
        "packages.banned": setting({ keys: ["nothing of ours"] }),
      },
      directory,
    );
    expect(keys.map(({ name }) => name)).toEqual(["cosign.pub", "other.pub"]);
  });

  it("of a rule that is off are not read", async () => {
    const off = { ...setting({ keys: ["not there"] }), off: true };
    expect(await loadTrust({ "signatures.required": off }, directory)).toEqual({ keys: [], roots: [] });
  });

  it.each([
    ["private.key", "it is a private key"],
    ["weak.pub", "it is a key of RSA with 1024 bits, expected 2048 at least"],
    ["dsa.pub", "it is of a kind that cosign does not sign with"],
    ["damaged.pub", "its PEM cannot be read"],
    ["text.pub", "it is no public key in PEM"],
    ["not-there.pub", "ENOENT"],
    ["large.pub", "limit trustFileBytes"],
  ])("in %s are an error, with the place in the configuration", async (file, clause) => {
    await expect(signatures({ keys: ["cosign.pub", { path: file, name: "bad" }] })).rejects.toMatchObject({
      code: "config.key",
      message: expect.stringContaining(clause) as string,
      location: { file: "keys.1 value" },
    });
  });

  it("that have one name and are two are an error", async () => {
    const keys = [
      { path: "cosign.pub", name: "ours" },
      { path: "other.pub", name: "ours" },
    ];
    await expect(signatures({ keys })).rejects.toMatchObject({
      code: "config.key",
      message: 'rules.signatures.required.keys[1]: Two keys are called "ours".',
    });
  });
});

describe("a trusted root", () => {
  it.each([
    ["root.json", 1],
    ["indented.json", 1],
    ["roots.jsonl", 2],
  ])("in %s is read", async (file, count) => {
    const { roots } = await signatures({ identities: [], trusted_root: file });
    expect(roots).toHaveLength(count);
    expect(roots[0]?.tlogs).toHaveLength(1);
  });

  it.each([
    ["empty.json", "neither certificate authorities nor transparency logs"],
    ["text.json", "not valid JSON"],
    ["not-there.json", "ENOENT"],
  ])("in %s is an error", async (file, clause) => {
    const rules = { "provenance.required": setting({ verified_by: { trusted_root: file } }) };
    await expect(loadTrust(rules, directory)).rejects.toMatchObject({
      code: "config.trusted-root",
      message: expect.stringContaining(clause) as string,
      location: { file: "verified_by.trusted_root value" },
    });
  });

  it("is one for both rules: else an identity would be vouched for by the other's authorities", async () => {
    const rules = {
      "signatures.required": setting({ trusted_root: "root.json" }),
      "provenance.required": setting({ verified_by: { trusted_root: "roots.jsonl" } }),
    };
    await expect(loadTrust(rules, directory)).rejects.toMatchObject({ code: "config.trusted-root" });
  });
});
