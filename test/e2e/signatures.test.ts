import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { requireManager } from "../support/managers.ts";
import { realRegistry, registryIsAbsent, type RealRegistry } from "../support/real-registry.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const run = promisify(execFile);
const absent = registryIsAbsent || requireManager("cosign");
/** cosign's two forms: tags with annotations, and sigstore's bundles that refer to the image. */
const FORMS = { tags: ["--new-bundle-format=false"], bundles: [] } as const;
const NO_LOG = ["--tlog-upload=false", "--use-signing-config=false", "--allow-http-registry", "--yes"];

function skopeo(...args: readonly string[]): Promise<{ stdout: string }> {
  return run("skopeo", ["--insecure-policy", ...args]);
}

describe.skipIf(absent !== "")(`images that cosign has signed in a real registry ${absent}`, () => {
  let workspace: Workspace;
  let registry: RealRegistry;
  const at = (name: string): string => path.join(workspace.directory, name);
  /** By tag: `sha256:…`. */
  const digests = new Map<string, string>();
  const named = (tag: string): string => `${registry.host}/acme/app@${digests.get(tag)}`;

  const cosign = async (...args: readonly string[]): Promise<void> => {
    const env = { ...process.env, HOME: at("home"), COSIGN_PASSWORD: "canary" };
    await run("cosign", args, { cwd: workspace.directory, env });
  };

  /** Each tag is an image of its own. */
  const push = async (tag: string): Promise<void> => {
    await writeFile(at(`${tag}.tar`), debianArchive({ labels: { tag } }));
    const to = `docker://${registry.host}/acme/app:${tag}`;
    await skopeo("copy", "--quiet", "--dest-tls-verify=false", `docker-archive:${at(`${tag}.tar`)}`, to);
    const { stdout } = await skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", to);
    digests.set(tag, stdout.trim());
  };

  const judged = async (
    rules: object,
    target: string,
  ): Promise<{ code: number | null; report: Report; text: string }> => {
    await workspace.write("lumogate.yaml", JSON.stringify({ extends: "none", rules }));
    const args = ["check", target, "--plain-http", registry.host, "--output", "json"];
    const { code, stdout, stderr } = await lumogate(args, workspace.around({ PATH: process.env["PATH"] }));
    return { code, report: JSON.parse(stdout) as Report, text: `${stdout}${stderr}` };
  };

  const OURS = { "signatures.required": { keys: ["cosign.pub"] } };
  const inRegistry = (tag: string): string => `registry:${registry.host}/acme/app:${tag}`;

  beforeAll(async () => {
    workspace = await makeWorkspace();
    registry = await realRegistry();
    await cosign("generate-key-pair");
    await cosign("generate-key-pair", "--output-key-prefix", "other");
    await workspace.write(
      "predicate.json",
      JSON.stringify({
        buildDefinition: { externalParameters: { source: { uri: "git+https://git.example/acme/app" } } },
        runDetails: { builder: { id: "https://builder.example/1" } },
      }),
    );
    for (const tag of ["unsigned", "replayed", ...Object.keys(FORMS)]) await push(tag);
    for (const [tag, form] of Object.entries(FORMS)) {
      await cosign("sign", "--key", "cosign.key", ...NO_LOG, ...form, named(tag));
      const statement = ["--type", "slsaprovenance1", "--predicate", "predicate.json"];
      await cosign("attest", "--key", "cosign.key", ...statement, ...NO_LOG, ...form, named(tag));
    }
    const [from = "", to = ""] = ["tags", "replayed"].map(
      (tag) => `docker://${registry.host}/acme/app:${digests.get(tag)?.replace(":", "-")}.sig`,
    );
    await skopeo("copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", from, to);
  });

  afterAll(async () => {
    await registry?.close();
    await workspace?.remove();
  });

  it.each(Object.keys(FORMS))("pass by the key that signed them, in the form of %s", async (tag) => {
    const { code, text } = await judged(OURS, inRegistry(tag));
    expect(code, text).toBe(0);
  });

  it.each(Object.keys(FORMS))("fail by another key, in the form of %s", async (tag) => {
    const rules = { "signatures.required": { keys: [{ path: "other.pub", name: "release" }] } };
    const { code, report } = await judged(rules, inRegistry(tag));
    expect(code).toBe(1);
    expect(report.findings[0]?.message).toBe(
      "No signature of the image is by the key release. One does not count: None of the keys that lumogate.yaml names has signed it.",
    );
  });

  it("fail where nobody has signed them", async () => {
    const { code, report } = await judged(OURS, inRegistry("unsigned"));
    expect(code).toBe(1);
    expect(report.findings[0]?.message).toBe("Nobody has signed the image; expected: the key cosign.pub.");
  });

  it("fail by the signature of another image", async () => {
    const { code, report } = await judged(OURS, inRegistry("replayed"));
    expect(code).toBe(1);
    expect(report.findings[0]?.message).toContain("One does not count: It is about another image.");
  });

  it.each(Object.keys(FORMS))("pass by their provenance, in the form of %s", async (tag) => {
    const verifiedBy = { verified_by: { keys: ["cosign.pub"] }, builders: ["https://builder.example/*"] };
    const ours = { ...verifiedBy, sources: ["git+https://git.example/acme/*"] };
    expect((await judged({ "provenance.required": ours }, inRegistry(tag))).code).toBe(0);
    const elsewhere = { ...verifiedBy, sources: ["git+https://git.example/others/*"] };
    const { code, report } = await judged({ "provenance.required": elsewhere }, inRegistry(tag));
    expect(code).toBe(1);
    expect(report.findings[0]?.message).toContain("One is built from git+https://git.example/acme/app");
  });

  it("pass in the layout that cosign has saved", async () => {
    await cosign("save", "--allow-http-registry", "--dir", "saved", named("tags"));
    const { code, text } = await judged(OURS, `oci:${at("saved")}`);
    expect(code, text).toBe(0);
  });

  it("cannot be judged in a file of docker save", async () => {
    const { code, report } = await judged(OURS, `docker-archive:${at("tags.tar")}`);
    expect(code).toBe(2);
    expect(report.images[0]?.gaps.map((gap) => gap.code)).toContain("signatures.nowhere");
  });

  it("cannot be judged by a key that is not there, and the configuration is to blame", async () => {
    const rules = { "signatures.required": { keys: ["cosign.pub", "missing.pub"] } };
    const { code, report } = await judged(rules, inRegistry("tags"));
    expect(code).toBe(2);
    expect(report.error).toMatchObject({ code: "config.key", location: { file: "lumogate.yaml" } });
  });
});
