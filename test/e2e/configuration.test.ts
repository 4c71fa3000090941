import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await makeWorkspace();
  await writeFile(path.join(workspace.directory, "image.tar"), debianArchive());
});
afterAll(() => workspace.remove());

async function check(...args: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await lumogate(
    ["check", "image.tar", "--output", "json", ...args],
    workspace.around({ PATH: process.env["PATH"] }),
  );
  expect(stdout, stderr).not.toBe("");
  return JSON.parse(stdout) as Report;
}

function active({ rules }: Report): readonly string[] {
  return rules.flatMap(({ id, outcome }) => (outcome === "off" ? [] : [id]));
}

describe("without a configuration", () => {
  it("the recommended rules judge, few and by name", async () => {
    const report = await check();
    expect(report.error).toBeUndefined();
    expect(active(report)).toEqual([
      "files.credentials",
      "history.remote_add",
      "os.end_of_life",
      "secrets.exposed",
      "user.root",
    ]);
  });

  it("those that read files are off where nobody looks at files, and say why", async () => {
    const report = await check("--scope", "os");
    expect(report.error).toBeUndefined();
    expect(report.rules.find(({ id }) => id === "files.credentials")).toMatchObject({
      outcome: "off",
      offBecause: expect.stringContaining("--scope os") as string,
    });
  });

  it("what was judged as of another day says so", async () => {
    const report = await check("--effective-time", "2020-01-31");
    expect(report.effectiveTime).toBe("2020-01-31T00:00:00.000Z");
    expect(report.notices).toContainEqual(expect.objectContaining({ code: "time.given" }));
    expect((await check()).notices.map(({ code }) => code)).not.toContain("time.given");
  });
});

describe("with a configuration", () => {
  it("a set has all of the one before it, and none has nothing", async () => {
    await workspace.write("strict.yaml", "extends: strict\nrules: { user.root: off }\n");
    const strict = active(await check("--config", "strict.yaml"));
    expect(strict).toEqual(expect.arrayContaining(["os.end_of_life", "packages.tools", "volumes.system"]));
    expect(strict).not.toContain("user.root");
    await workspace.write("none.yaml", "extends: none\nrules: { user.root: note }\n");
    expect(active(await check("--config", "none.yaml"))).toEqual(["user.root"]);
  });

  it("a rule that reads data which nobody gave cannot judge; from a file it can", async () => {
    await workspace.write(
      "own/registry.rego",
      "package acme.registry\n\ndeny contains msg if {\n\tsome name in data.config.registries\n\tmsg := name\n}\n",
    );
    await workspace.write("extra.json", '{"registries": ["ghcr.io"]}');
    const without = await check("--policy", "own");
    expect(without).toMatchObject({ exitCode: 2, error: { code: "policy.missing-data" } });
    expect(without.error?.location).toMatchObject({ file: "own/registry.rego", line: 4 });
    const given = await check("--policy", "own", "--data", "extra.json");
    expect(given.findings).toContainEqual(
      expect.objectContaining({ rule: "acme.registry", message: "ghcr.io" }),
    );
  });
});
