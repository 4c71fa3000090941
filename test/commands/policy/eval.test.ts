import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { policyEval } from "../../../src/commands/policy/eval.ts";
import type { Report } from "../../../src/model/report.ts";
import { commandContext } from "../../support/command-context.ts";
import { temporaryFolder } from "../../support/folder.ts";

const RULES = `package main

import data.services

deny contains msg if {
	input.kind == "Service"
	not input.name in services
	msg := sprintf("%s of %s", [input.name, data.conftest.file.name])
}

warn contains "unused" if not input.name

violation := [{"msg": "a list"}] if input.list
`;

async function evaluated(
  document: string,
  args: readonly string[] = [],
  { rules = RULES, name = "a.json" } = {},
): Promise<Report> {
  const folder = temporaryFolder();
  await writeFile(path.join(folder, name), document);
  await writeFile(path.join(folder, "rules.rego"), rules);
  await writeFile(path.join(folder, "data.yaml"), "services: [known]\n");
  const common = ["--policy", "rules.rego", "--data", "data.yaml", "--output", `json=${folder}/out.json`];
  const code = await policyEval([name, ...common, ...args], commandContext(folder));
  const report = JSON.parse(await readFile(path.join(folder, "out.json"), "utf8")) as Report;
  expect(report.exitCode).toBe(code);
  return report;
}

const messages = ({ findings }: Report): string[] => findings.map(({ message }) => message);

test("any JSON is judged, with data under data, and the file's name", async () => {
  const report = await evaluated('{"kind": "Service", "name": "other"}');
  expect([report.exitCode, messages(report)]).toEqual([1, ["other of a.json"]]);
  expect((await evaluated('{"kind": "Service", "name": "known"}')).exitCode).toBe(0);
});

test("of a list, and of YAML with several documents, each is judged by itself", async () => {
  const json = await evaluated(
    '[{"kind": "Service", "name": "b"}, {"name": "x"}, {"kind": "Service", "name": "c"}]',
  );
  expect(messages(json)).toEqual(["b of a.json", "c of a.json"]);
  const yaml = await evaluated("kind: Service\nname: b\n---\nlist: true\n", [], { name: "a.yaml" });
  expect(messages(yaml)).toEqual(["a list", "b of a.yaml", "unused"]);
});

test.each([
  ["data.config.banned", "policy.missing-data"],
  ['data.settings["main"].banned', "config.missing-settings"],
])("a rule that reads %s, which nobody gave, does not pass", async (reference, code) => {
  const rules = `package main\n\ndeny contains "banned" if input.name in ${reference}\n`;
  const report = await evaluated('{"name": "x"}', [], { rules });
  expect([report.exitCode, report.error?.code]).toEqual([2, code]);
});

test.each([
  ["an empty list", "[]", "document.empty"],
  ["what is cut", '{"kind": ', "document.json"],
  ["an inventory that is none", '{"schema": "lumogate/inventory/v1"}', "document.inventory"],
])("%s is never a pass", async (_title, document, code) => {
  const report = await evaluated(document);
  expect([report.exitCode, report.error?.code]).toEqual([2, code]);
});

test("YAML that is none is told with its line, once", async () => {
  const report = await evaluated("kind: x\n\tname: y\n", [], { name: "a.yaml" });
  expect(report.error).toMatchObject({ code: "document.yaml", location: { file: "a.yaml", line: 2 } });
  expect(report.error?.message).not.toContain("line 2");
});

test("a document under data that nobody gives is an error", async () => {
  const report = await evaluated("{}", [], { rules: RULES.replaceAll("services", "service") });
  expect([report.exitCode, report.error?.code]).toEqual([2, "policy.type"]);
});

test("rules of before 1.0 judge where --rego v0 says so", async () => {
  const rules = 'package main\n\nimport data.unused\n\ndeny[msg] { input.a; msg := "a" }\n'.replace(
    "import data.unused\n\n",
    "",
  );
  expect((await evaluated('{"a": 1}', ["--rego", "v0"], { rules })).exitCode).toBe(1);
  expect((await evaluated('{"a": 1}', [], { rules })).error?.code).toBe("policy.parse");
});
