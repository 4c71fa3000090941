import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { preparePolicy } from "../../../src/policy/index.ts";

const folder = await mkdtemp(path.join(tmpdir(), "lumogate-user-settings-"));
afterAll(() => rm(folder, { recursive: true }));

const rule = (name: string, settings: string): string => `# METADATA
# title: A team's images
# custom:
#   settings: ${settings}
package team.${name}

deny contains "never" if input.os.id == data.settings["team.${name}"].id
`;

/** Prepares the rules of one file by one configuration; what it throws, or undefined. */
async function prepare(rego: string, yaml: string): Promise<unknown> {
  await writeFile(path.join(folder, "team.rego"), rego);
  await writeFile(path.join(folder, "lumogate.yaml"), yaml);
  const config = await loadConfig(undefined, folder);
  try {
    const policy = await preparePolicy({
      ...config,
      paths: ["team.rego"],
      bundles: [],
      baseDirectory: folder,
      extends: "none",
      scope: "all",
      effectiveTime: new Date(0),
      cacheDirectory: path.join(folder, "cache"),
      signal: new AbortController().signal,
    });
    await policy.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

const SCHEMA =
  "{ type: object, additionalProperties: false, required: [id], properties: { id: { type: string }, since: { type: string, format: date } } }";

it.each([
  ["  team.a:\n    id: debian\n    since: 2026-02-28\n", undefined],
  [
    "  team.a:\n    ids: debian\n",
    {
      code: "config.unknown-key",
      message: 'lumogate.yaml: rules.team.a: the rule has an unknown key "ids". Did you mean "id"?',
      hint: "It may have: id, since.",
      location: { file: "lumogate.yaml", line: 3, column: 5 },
    },
  ],
  [
    "  team.a:\n    id: debian\n    since: 2026-02-30\n",
    {
      code: "config.invalid",
      message:
        'lumogate.yaml: rules.team.a: since is "2026-02-30", which is no date: a date is a day of the calendar, written as 2026-01-31.',
      hint: "Its settings are declared in its METADATA, team.rego:7.",
      location: { file: "lumogate.yaml", line: 4, column: 12 },
    },
  ],
  [
    "  team.a: warning\n",
    { code: "config.missing-settings", location: { file: "lumogate.yaml", line: 2, column: 3 } },
  ],
  ["  team.a: off\n", undefined],
])("a rule's own schema judges what the configuration says of it: %j", async (rules, error) => {
  const own = prepare(rule("a", SCHEMA), `rules:\n${rules}`);
  if (error === undefined) expect(await own).toBeUndefined();
  else expect(await own).toMatchObject(error);
});

it("a rule that cannot judge without settings is an error where it has none, and not one that never fires", async () => {
  expect(await prepare(rule("a", SCHEMA), "{}")).toMatchObject({
    code: "config.missing-settings",
    message: expect.stringContaining('lacks "id"') as string,
    location: { file: "team.rego", line: 7 },
  });
});

it.each([
  ["{ type: object, propertys: {} }", 'unknown keyword: "propertys"'],
  ["{ type: objekt }", "type"],
  ["{ type: object, properties: { a: { type: string, format: datum } } }", 'unknown format "datum"'],
  ['{ $ref: "#/nowhere" }', "nowhere"],
])("what is no schema is an error of the policy, with its place: %s", async (schema, reason) => {
  expect(await prepare(rule("a", schema), "{}")).toMatchObject({
    code: "policy.metadata",
    message: expect.stringContaining(reason) as string,
    location: { file: "team.rego", line: 7 },
  });
});

it("two rules may give their schemas one $id", async () => {
  const schema = '{ $id: "settings", type: object }';
  const both = `${rule("a", schema)}\n`;
  await writeFile(
    path.join(folder, "other.rego"),
    rule("b", '{ $id: "settings", type: object, required: [id] }'),
  );
  expect(await prepare(both, "policies: [other.rego]\nrules: { team.a: { x: 1 } }")).toBeUndefined();
});

it("a rule without a schema takes what it likes", async () => {
  const plain = 'package team.plain\n\ndeny contains "x" if input.os.id == data.settings["team.plain"].id\n';
  const settings = "{ id: debian, anything: [1, null] }";
  expect(await prepare(plain, `rules: { team.plain: ${settings} }`)).toBeUndefined();
});

it("a rule does not take it that a setting which it names is missing", async () => {
  const plain = 'package team.plain\n\ndeny contains "x" if input.os.id == data.settings["team.plain"].id\n';
  expect(await prepare(plain, "rules: { team.plain: { anything: [1, null] } }")).toMatchObject({
    code: "config.missing-settings",
  });
});
