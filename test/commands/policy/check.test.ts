import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { policyCheck } from "../../../src/commands/policy/check.ts";
import type { PolicyCheckReport } from "../../../src/model/policy-check.ts";
import { commandContext } from "../../support/command-context.ts";
import { commandRun } from "../../support/command-run.ts";

// A check takes a second where the machine is idle, and it seldom is.
vi.setConfig({ testTimeout: 120_000 });

const command = commandRun();

async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<0 | 2> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(command.folder, name), text);
  return policyCheck([".", ...args], commandContext(command.folder));
}

async function report(...args: Parameters<typeof check>): Promise<PolicyCheckReport> {
  const [files, ...options] = args;
  await check(files, "-o", "json", ...options);
  return JSON.parse(command.said) as PolicyCheckReport;
}

const SOUND = '# METADATA\n# title: x\npackage a\n\ndeny contains "x" if input.os.id == "x"\n';

describe("lumogate policy check", () => {
  it("has nothing to say of rules that are sound", async () => {
    expect(await check({ "a.rego": SOUND })).toBe(0);
    expect(command.said).toBe("PASS: 1 rule, no warning. Exit code 0.\n");
  });

  it("shows each warning with what to do and its place, and fails for it only where that is asked", async () => {
    const files = { "a.rego": SOUND.replace("title: x", "description: x") };
    expect(await check(files)).toBe(0);
    expect(command.said).toMatch(
      /^warning {2}lint\.no-title\n.*why \| the rule a has no title\n.*fix \| .*in \| a\.rego:5:1\n/s,
    );
    expect(await check(files, "--strict")).toBe(2);
  });

  it("tells all that is wrong with rules and with their tests, each with a code and a place", async () => {
    const found = await report({
      "a.rego": SOUND.replace("input.os.id", "input.os.idd"),
      "b.rego": "package b\n\ndeny := 1\n",
      "b_test.rego": "package b_test\n\ntest_it if {",
    });
    expect(found).toMatchObject({ outcome: "failed", exitCode: 2, rules: [], warnings: [] });
    expect(found.errors.map(({ code, location }) => `${code} ${location?.file}:${location?.line}`)).toEqual([
      "policy.type a.rego:5",
      "policy.shape b.rego:3",
      "policy.parse b_test.rego:3",
    ]);
  });

  it("looks into tests that parse, too", async () => {
    const found = await report({
      "a.rego": SOUND,
      "a_test.rego": "package a_test\n\nimport data.a\n\ntest_it if cuont(a.deny) == 0 with input as {}\n",
    });
    expect(found.errors).toMatchObject([
      { code: "policy.builtin", location: { file: "a_test.rego", line: 5 } },
    ]);
  });

  it.each([
    ["a severity that is none", "#   severity: high", "custom.severity"],
    ["settings that are no schema", "#   settings: 7", "custom.settings"],
    ["a schema with a misspelt keyword", "#   settings: {type: object, propertys: {}}", "custom.settings"],
    ["a name that is nearly ours", "#   severty: note", "custom.severty"],
  ])("refuses METADATA with %s", async (_what, row, name) => {
    const found = await report({ "a.rego": SOUND.replace("package", `# custom:\n${row}\npackage`) });
    expect(found.errors).toMatchObject([{ code: "policy.metadata" }]);
    expect(found.errors[0]?.message).toContain(name);
    expect(found.errors[0]?.message).not.toContain("did not foresee");
  });

  it("knows the settings of the rules that lumogate ships, and no others", async () => {
    const banned = SOUND.replace("input.os.id", 'data.settings["packages.banned"].id');
    expect((await report({ "a.rego": banned })).errors).toEqual([]);
    command.said = "";
    expect((await report({ "a.rego": banned.replace("banned", "baned") })).errors[0]?.message).toContain(
      "did you mean packages.banned?",
    );
  });

  it("reads Rego of before 1.0 where it is told so, and says how to tell it where it is not", async () => {
    const files = { "a.rego": 'package main\n\ndeny[msg] {\n\tinput.os.id == "x"\n\tmsg := "x"\n}\n' };
    expect(await check(files, "--rego", "v0")).toBe(0);
    command.said = "";
    expect(await check(files)).toBe(2);
    expect(command.said).toContain("--rego v0");
  });
});
