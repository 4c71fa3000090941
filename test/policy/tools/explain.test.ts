import { expect, test } from "vitest";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { explainRule } from "../../../src/policy/tools/explain.ts";
import type { PolicySet } from "../../../src/policy/rules/policy-set.ts";
import type { Rule } from "../../../src/policy/policy.ts";
import { explanationBlocks } from "../../../src/reporters/explanation.ts";
import { document, pageFor } from "../../../src/reporters/layout.ts";
import { debian, inventory } from "../inventory.ts";

const TEXT = `package acme

deny contains msg if {
	some installed in input.packages
	installed.name in object.get(data.config, "banned", [])
	msg := installed.name
}
`;
const SET: PolicySet = {
  shipped: false,
  name: "the rules in acme.rego",
  sources: [],
  rules: [],
  wasm: new Uint8Array(),
  sourcesToCompile: () => Promise.resolve(compileRequest([{ path: "acme.rego", text: TEXT }])),
};
const RULE: Rule = {
  id: "acme",
  origin: "acme.rego:3",
  severity: "error",
  reads: ["packages"],
  metadata: {},
  place: { file: "acme.rego", line: 3 },
  active: true,
};

async function explained(rule: Rule, name: string): Promise<string> {
  const explanation = await explainRule({
    rule,
    keys: rule.active ? ["acme/deny"] : [],
    set: SET,
    inventory: inventory({ packages: [debian(name, "1")] }),
    data: { settings: {}, config: { banned: ["telnet"] }, active: {} },
    effectiveTime: new Date(0),
    signal: new AbortController().signal,
  });
  return document(explanationBlocks(explanation, pageFor({ colour: false })));
}

test("a rule that did not fire tells the condition that did not hold, and with what", async () => {
  const text = await explained(RULE, "bash");
  expect(text).toContain("clause  deny, acme.rego:3: did not hold");
  expect(text).toContain('not true | installed.name in object.get(data.config, "banned", [])');
  expect(text).toContain('installed.name = "bash"');
});

test("one that fired says so", async () => {
  expect(await explained(RULE, "telnet")).toContain("clause  deny, acme.rego:3: held 1 time");
});

test("one that is off says why, and is not evaluated", async () => {
  const text = await explained({ ...RULE, active: false, offBecause: "nobody wants it" }, "telnet");
  expect(text).toContain("off | nobody wants it");
  expect(text).not.toContain("clause");
});

test("text from an image is shown and not obeyed", async () => {
  const text = await explained(RULE, "a\u001b[31m\n::error::b");
  expect(text).not.toContain("\u001b");
  expect(text.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
});
