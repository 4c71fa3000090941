import { execFile } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signatureFacts } from "../../src/signatures/facts.ts";
import { parseRoot } from "../../src/signatures/sigstore.ts";
import { attached, BUNDLE } from "../support/attachments.ts";
import { SERVER } from "../support/certificate.ts";
import { requireManager } from "../support/managers.ts";
import {
  bundle,
  IDENTITY,
  ISSUER,
  privateSigstore,
  SIGNED_AT,
  signerOf,
  statement,
  type TestBundle,
  trustedRoot,
} from "../support/sigstore.ts";

const run = promisify(execFile);
const absent = requireManager("cosign");
const TYPE = "https://slsa.dev/provenance/v1";

function withEntry(given: TestBundle, change: object): object {
  const { tlogEntries } = given.verificationMaterial;
  const changed = tlogEntries.map((one) => ({ ...one, ...change }));
  return { ...given, verificationMaterial: { ...given.verificationMaterial, tlogEntries: changed } };
}

/** Our bundles are made by tests of ours: that they are what sigstore's are, cosign says. */
describe.skipIf(absent !== "")(`cosign and lumogate agree ${absent}`, () => {
  const sigstore = privateSigstore();
  const artifact = Buffer.from("an image's manifest");
  const digest = `sha256:${createHash("sha256").update(artifact).digest("hex")}`;
  const payload = statement(digest, TYPE, {});
  const options = { sigstore, signer: signerOf(sigstore), payload };
  const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const sound = bundle(options);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-cosign-"));
    await writeFile(path.join(folder, "artifact"), artifact);
    await writeFile(path.join(folder, "root.json"), JSON.stringify(trustedRoot(sigstore)));
    const pem = createPublicKey(key).export({ type: "spki", format: "pem" });
    await writeFile(path.join(folder, "cosign.pub"), pem);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const acceptedByCosign = async (document: object, by: readonly string[]): Promise<boolean> => {
    await writeFile(path.join(folder, "bundle.json"), JSON.stringify(document));
    const args = [
      "--bundle",
      "bundle.json",
      "--trusted-root",
      "root.json",
      "--type",
      "slsaprovenance1",
      ...by,
    ];
    try {
      await run("cosign", ["verify-blob-attestation", ...args, "artifact"], {
        cwd: folder,
        env: { ...process.env, HOME: folder },
      });
      return true;
    } catch {
      return false;
    }
  };

  const acceptedByUs = async (document: object): Promise<boolean> => {
    const attachments = {
      what: "here",
      subjects: [digest],
      list: () => Promise.resolve([attached(BUNDLE, document)]),
    };
    const trust = {
      keys: [{ name: "cosign.pub", key: createPublicKey(key) }],
      roots: [parseRoot(trustedRoot(sigstore))],
    };
    return (await signatureFacts(attachments, trust)).attestations[0]?.verified === true;
  };

  const IDENTIFIED = [
    "--certificate-identity",
    IDENTITY,
    "--certificate-oidc-issuer",
    ISSUER,
    "--insecure-ignore-sct",
  ];

  it.each<[string, boolean, object]>([
    ["as it should be", true, sound],
    [
      "whose certificate had ended",
      false,
      bundle({ ...options, at: new Date(SIGNED_AT.getTime() + 3_600_000) }),
    ],
    [
      "whose certificate is for servers",
      false,
      bundle({ ...options, signer: signerOf(sigstore, { uses: [SERVER] }) }),
    ],
    ["of another authority", false, bundle({ ...options, signer: signerOf(privateSigstore()) })],
    [
      "about another image",
      false,
      bundle({ ...options, payload: statement(`sha256:${"ab".repeat(32)}`, TYPE) }),
    ],
    ["in no log", false, bundle({ ...options, isLogged: false })],
    ["with the time changed", false, withEntry(sound, { integratedTime: "1767323046" })],
    [
      "with another's entry of the log",
      false,
      {
        ...sound,
        verificationMaterial: {
          ...sound.verificationMaterial,
          tlogEntries: bundle({ ...options, signer: signerOf(sigstore) }).verificationMaterial.tlogEntries,
        },
      },
    ],
  ])("on a bundle %s: %s", async (_what, expected, document) => {
    expect(await acceptedByUs(document)).toBe(expected);
    expect(await acceptedByCosign(document, IDENTIFIED)).toBe(expected);
  });

  it("on a bundle by a key, in the log and in none", async () => {
    for (const isLogged of [true, false]) {
      const document = bundle({ ...options, signer: { key }, isLogged });
      expect(await acceptedByUs(document)).toBe(true);
      const loggedOrNot = isLogged ? [] : ["--insecure-ignore-tlog"];
      expect(await acceptedByCosign(document, ["--key", "cosign.pub", ...loggedOrNot])).toBe(true);
    }
  });
});
