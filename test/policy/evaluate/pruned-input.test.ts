import { beforeAll, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import type { Inventory } from "../../../src/model/inventory.ts";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { type CompiledPolicy, ruleKey } from "../../../src/policy/compile/contract.ts";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { toBytes } from "../../../src/policy/evaluate/evaluate.ts";
import { evaluateModule } from "../../../src/policy/evaluate/host.ts";
import { pruned } from "../../../src/policy/evaluate/pruned-input.ts";
import { loadShippedPolicy } from "../../../src/policy/rules/shipped.ts";
import { alpine, debian, inventory } from "../inventory.ts";

// A compilation takes a second where the machine is idle, and it seldom is.
vi.setConfig({ hookTimeout: 120_000, testTimeout: 120_000 });

/** Each looks at the inventory in another way that could escape a look at its words. */
const BODIES: Readonly<Record<string, string>> = {
  named: 'some p in input.packages; p.name == "openssl"',
  walked: 'walk(input, [_, "openssl"])',
  whole: "count(input) > 5",
  keys: '"packages" in object.keys(input)',
  computed: 'input[concat("", ["pack", "ages"])][0].name == "openssl"',
  configured: "count(input[data.config.part]) > 0",
  marshalled: 'contains(json.marshal(input), "openssl")',
  printed: 'contains(sprintf("%v", [input]), "openssl")',
  templated: 'contains($"{input}", "openssl")',
  compared: "input != {}",
  passed: 'data.lib.names(input)["openssl"]',
  aliased: 'document := input; document.packages[0].name == "openssl"',
  imported: 'all[0].name == "openssl"',
  listed: 'some part in ["os", "packages"]; input[part][0].name == "openssl"',
  united: 'object.union(input, {"x": 1}).packages[0].name == "openssl"',
  defaulted: 'object.get(input, "packages", [])[0].name == "openssl"',
  pathed: 'object.get(input, ["os", "id"], "none") == "debian"',
  replaced: 'data.lib.system == "x" with input.os.id as input.packages[0].type',
  every: "every p in input.packages { p.name }",
};

let policy: CompiledPolicy;
let module: WebAssembly.Module;
const judged = inventory({
  os: { id: "debian", idLike: [], source: "/etc/os-release" },
  packages: [debian("openssl", "3.0.9-1"), alpine("musl", "1.2")],
});

beforeAll(async () => {
  const rules = Object.entries(BODIES);
  const text = ["package main", "import input.packages as all", ""]
    .concat(rules.map(([name, body]) => `deny_${name} contains "x" if { ${body} }`))
    .join("\n");
  const lib =
    'package lib\n\nnames(document) := {p.name | some p in document.packages}\n\nsystem := "x" if input.os.id == "deb"\n';
  policy = await compileRego(
    compileRequest([
      { path: "a.rego", text },
      { path: "lib.rego", text: lib },
    ]),
  );
  module = await WebAssembly.compile(policy.wasm);
});

async function evaluate(
  of: WebAssembly.Module,
  input: Partial<Inventory>,
  key: string,
  settings: object = {},
): Promise<unknown> {
  return evaluateModule(of, {
    input: toBytes(input),
    data: toBytes({ config: { part: "packages" }, settings, active: { [key]: true } }),
    memoryBytes: LIMITS.evaluateBytes,
    nowNs: 0n,
  });
}

describe("an inventory without what no rule reads", () => {
  it.each(Object.keys(BODIES))("is the same to a rule: %s", async (name) => {
    const rule = policy.rules.find((each) => each.name === `deny_${name}`);
    if (rule === undefined) throw new Error("there is no such rule");
    const whole = await evaluate(module, judged, ruleKey(rule));
    expect(JSON.stringify(whole)).toContain('["x"]');
    expect(await evaluate(module, pruned(judged, [rule]), ruleKey(rule))).toEqual(whole);
  });

  it("is the same to every shipped rule", async () => {
    const shipped = await loadShippedPolicy();
    const theirs = await WebAssembly.compile(shipped.wasm);
    const settings = { "packages.banned": { packages: ["openssl"] }, "os.allowed": { allow: [{ id: "x" }] } };
    for (const rule of shipped.rules) {
      const whole = await evaluate(theirs, judged, ruleKey(rule), settings);
      const less = await evaluate(theirs, pruned(judged, [rule]), ruleKey(rule), settings);
      expect(less, rule.id).toEqual(whole);
    }
  });

  it("lacks what no rule reads, and nothing where one may read anything", () => {
    expect(Object.keys(pruned(judged, [{ reads: ["os"] }, { reads: ["image"] }])).toSorted()).toEqual([
      "image",
      "os",
    ]);
    expect(pruned(judged, [{ reads: ["os"] }, { reads: ["*"] }])).toBe(judged);
    expect(pruned(judged, [{ reads: [] }])).toEqual({});
  });
});
