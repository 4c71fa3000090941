import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { preparePolicy } from "../../src/policy/index.ts";
import type { Policy, PolicyRequest } from "../../src/policy/policy.ts";
import type { RuleData } from "../../src/policy/data/rule-data.ts";
import { debian, inventory } from "./inventory.ts";

const OWN = `# METADATA
# title: Nothing new
# custom:
#   fix: Take it out.
package team.web

deny contains $"{p.name} is not in {data.config.registry}" if {
	some p in input.packages
	p.name in data.settings["team.web"].names
}

warn_size contains "big" if input.image.size > 10
`;

const ASKING = `package team.origins

deny contains p.name if {
	some p in input.packages
	not p.fromBase
}

warn contains p.name if {
	some p in input.packages
	p[data.config.key]
}
`;

let folder: string;
const opened: Policy[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lumogate-policy-"));
  await writeFile(path.join(folder, "web.rego"), OWN);
  await writeFile(path.join(folder, "asking.rego"), ASKING);
  await writeFile(
    path.join(folder, "clash.rego"),
    'package packages.banned\n\ndeny contains "a" if input.os.id == "a"\n',
  );
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await rm(folder, { recursive: true });
});

async function prepare(parts: Partial<PolicyRequest>): Promise<Policy> {
  const policy = await preparePolicy({
    paths: [],
    bundles: [],
    baseDirectory: folder,
    rules: {},
    extends: "none",
    scope: "all",
    effectiveTime: new Date(0),
    data: dataOf({}),
    cacheDirectory: path.join(folder, "cache"),
    signal: new AbortController().signal,
    ...parts,
  });
  opened.push(policy);
  return policy;
}

function dataOf(value: RuleData["value"]): RuleData {
  return { value, locate: () => undefined };
}

const image = inventory({
  image: { ...inventory().image, size: 11 },
  packages: [debian("telnet", "1"), debian("curl", "2")],
});

describe("a policy of shipped rules and the user's own", () => {
  it("judges by all that are active, with settings, data and severities as configured", async () => {
    const policy = await prepare({
      paths: ["web.rego"],
      data: dataOf({ registry: "ghcr.io" }),
      rules: {
        "packages.banned": { off: false, severity: "warning", settings: { packages: ["telnet"] } },
        "labels.required": { off: true },
        "team.web": { off: false, settings: { names: ["curl"] } },
        "team.web.size": { off: false, severity: "note" },
      },
    });
    expect(policy.rules.find(({ id }) => id === "labels.required")).toMatchObject({ active: false });
    expect(policy.rules.filter(({ active }) => active)).toMatchObject([
      { id: "packages.banned", severity: "warning", origin: "shipped" },
      { id: "team.web", active: true, title: "Nothing new", origin: "web.rego:7", reads: ["packages"] },
      { id: "team.web.size", active: true, severity: "note", origin: "web.rego:12", reads: ["image"] },
    ]);
    expect(policy.sources.map(({ source }) => source)).toEqual(["shipped", "web.rego"]);
    expect(await policy.judge(image, "example")).toMatchObject([
      {
        rule: "packages.banned",
        severity: "warning",
        message: "telnet 1 (deb, amd64) is banned",
        target: "example",
      },
      { rule: "team.web", severity: "error", message: "curl is not in ghcr.io", fix: "Take it out." },
      { rule: "team.web.size", severity: "note", message: "big" },
    ]);
  });

  it("says what it needs that is there only on demand", async () => {
    const shipped = { "packages.banned": { off: false, settings: { packages: ["telnet"] } } };
    const data = dataOf({ registry: "ghcr.io", key: "name" });
    const web = { "team.web": { off: false, settings: { names: [] } } };
    const nothing = await prepare({ paths: ["web.rego"], rules: { ...shipped, ...web }, data });
    expect(nothing.needs).toEqual({ origins: "no", base: "no", changes: "no", signatures: "no" });
    const asking = await prepare({ paths: ["asking.rego"], rules: shipped, data });
    expect(asking.needs).toEqual({ origins: "needed", base: "needed", changes: "no", signatures: "no" });
  });

  it("judges one image after the other", async () => {
    const policy = await prepare({
      rules: { "packages.banned": { off: false, settings: { packages: ["*"] } } },
    });
    const [first, second, third] = [
      await policy.judge(image, "a"),
      await policy.judge(inventory(), "b"),
      await policy.judge(image, "a"),
    ];
    expect(first).toHaveLength(2);
    expect(second).toEqual([]);
    expect(third).toEqual(first);
  });

  it("is none where a rule of the user's has the id of a shipped one", async () => {
    await expect(prepare({ paths: ["clash.rego"] })).rejects.toMatchObject({
      code: "policy.duplicate-rule",
      location: { file: "clash.rego", line: 3 },
    });
  });

  it("is none where a setting names a rule that is not there", async () => {
    await expect(prepare({ rules: { "packages.baned": { off: true } } })).rejects.toMatchObject({
      code: "config.unknown-rule",
      message: 'There is no rule "packages.baned". Did you mean "packages.banned"?',
    });
  });
});

it("a policy of shipped rules only does not touch what compiles", async () => {
  vi.resetModules();
  vi.doMock("../../src/policy/rules/user.ts", () => {
    throw new Error("the compiler was loaded");
  });
  try {
    const fresh = await import("../../src/policy/index.ts");
    const policy = await fresh.preparePolicy({
      paths: [],
      bundles: [],
      baseDirectory: folder,
      rules: { "os.allowed": { off: false, settings: { allow: [{ id: "debian" }] } } },
      extends: "none",
      scope: "all",
      effectiveTime: new Date(0),
      data: dataOf({}),
      signal: new AbortController().signal,
    });
    opened.push(policy);
    expect(await policy.judge(image, "example")).toHaveLength(1);
  } finally {
    vi.doUnmock("../../src/policy/rules/user.ts");
  }
});
