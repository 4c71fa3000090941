import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { realRegistry, registryIsAbsent, type RealRegistry } from "../support/real-registry.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

const run = promisify(execFile);

const RULE = `package acme.base

# METADATA
# title: No Debian
deny contains msg if {
	input.os.id == "debian"
	msg := "This is a Debian."
}
`;

describe.skipIf(registryIsAbsent !== "")(`a policy in a real registry ${registryIsAbsent}`, () => {
  let workspace: Workspace;
  let registry: RealRegistry;
  let pinned: string;

  const at = (name: string): string => path.join(workspace.directory, name);
  const address = (name: string): string => `oci://${registry.host}/acme/${name}`;

  /** Runs the command line as somebody with this home. */
  const asked = (home: string, ...args: readonly string[]): ReturnType<typeof lumogate> => {
    const { env, cwd } = workspace.around({});
    return lumogate([...args, "--plain-http", registry.host], { env: { ...env, HOME: at(home) }, cwd });
  };

  const check = (home: string, policy: string): ReturnType<typeof lumogate> =>
    asked(home, "check", "docker-archive:image.tar", "--output", "json", "--policy", policy);

  beforeAll(async () => {
    workspace = await makeWorkspace();
    await run("htpasswd", ["-Bbc", at("htpasswd"), "canary-user", "canary-password"]);
    registry = await realRegistry({ htpasswd: at("htpasswd") });
    const auth = Buffer.from("canary-user:canary-password").toString("base64");
    await Promise.all(["known", "unknown"].map((home) => mkdir(at(`${home}/.docker`), { recursive: true })));
    await writeFile(
      at("known/.docker/config.json"),
      JSON.stringify({ auths: { [registry.host]: { auth } } }),
    );
    await mkdir(at("policies/base"), { recursive: true });
    await writeFile(at("policies/base/debian.rego"), RULE);
    await writeFile(at("policies/base/debian_test.rego"), "package acme.base_test\n\ntest_it if true\n");
    await writeFile(at("image.tar"), debianArchive());
    const { code, stdout, stderr } = await asked(
      "known",
      "policy",
      "push",
      address("policies:1"),
      "policies",
    );
    expect(code, stderr).toBe(0);
    pinned = stdout.trim();
  });

  afterAll(async () => {
    await registry.close();
    await workspace.remove();
  });

  it("is pushed under a tag, and its digest comes out, the same each time", async () => {
    expect(pinned).toMatch(/^oci:\/\/127\.0\.0\.1:\d+\/acme\/policies@sha256:[0-9a-f]{64}$/);
    const again = await asked("known", "policy", "push", address("policies:2"), "policies");
    expect(again.stdout.trim()).toBe(pinned);
  });

  it("is pulled by tag or digest, by whoever may, without its tests", async () => {
    const pulled = await asked("known", "policy", "pull", address("policies:1"), "--into", "pulled");
    expect(pulled.stdout.trim(), pulled.stderr).toBe(pinned);
    expect(await readFile(at("pulled/base/debian.rego"), "utf8")).toBe(RULE);
    await expect(readFile(at("pulled/base/debian_test.rego"))).rejects.toThrow("ENOENT");
    const stranger = await asked("unknown", "policy", "pull", pinned);
    expect(stranger.code).toBe(2);
    expect(stranger.stderr).toContain("registry.unauthorized");
  });

  it("is not written between other files", async () => {
    const { code, stderr } = await asked("known", "policy", "pull", pinned, "--into", "policies");
    expect(code).toBe(2);
    expect(stderr).toContain("not an empty folder");
  });

  it("judges by its digest, which the report names; then without asking anybody", async () => {
    const { code, stdout, stderr } = await check("known", pinned);
    expect(code, stderr).toBe(1);
    const report = JSON.parse(stdout) as Report;
    expect(report.findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: "acme.base", message: "This is a Debian." })]),
    );
    expect(report.policies).toContainEqual({ source: pinned, digest: pinned.replace(/^.*@/, "") });
    // The same cache, and nobody whom the registry would let in.
    const kept = await check("unknown", pinned);
    expect(kept.code, kept.stderr).toBe(1);
  });

  it("does not judge by a tag, and says how to pin it", async () => {
    const { code, stdout } = await check("known", address("policies:1"));
    expect(code).toBe(2);
    expect((JSON.parse(stdout) as Report).error).toMatchObject({
      code: "policy.unpinned",
      hint: expect.stringContaining(`lumogate policy pull ${address("policies:1")}`) as string,
    });
  });

  it("is refused where the digest is another one's", async () => {
    const { code, stdout } = await check(
      "known",
      pinned.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    );
    expect(code).toBe(2);
    expect((JSON.parse(stdout) as Report).error?.code).toBe("registry.not-found");
  });

  it("is not pushed where nobody could pull it: two of its files have one name", async () => {
    await workspace.write("one/a.rego", RULE);
    await workspace.write("two/a.rego", RULE.replace("acme.base", "acme.other"));
    const { code, stderr } = await asked("known", "policy", "push", address("twice:1"), "one", "two");
    expect(code).toBe(2);
    expect(stderr).toContain('"a.rego" twice');
  });

  it("is not pushed where it does not compile", async () => {
    await mkdir(at("broken"), { recursive: true });
    await writeFile(at("broken/a.rego"), 'package a\n\ndeny contains "x" if input.pakages\n');
    const { code, stderr } = await asked("known", "policy", "push", address("broken:1"), "broken");
    expect(code).toBe(2);
    expect(stderr).toContain("input.pakages");
    expect((await asked("known", "policy", "pull", address("broken:1"))).stderr).toContain(
      "registry.not-found",
    );
  });
});
