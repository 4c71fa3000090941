import { describe, expect, it } from "vitest";
import type { DataRef } from "../../../src/policy/compile/contract.ts";
import { checkData, checkSettingsRead, type JudgingRule } from "../../../src/policy/data/check.ts";
import type { RuleMetadata } from "../../../src/policy/rules/metadata.ts";
import type { RuleData } from "../../../src/policy/data/rule-data.ts";

const PLACE = { file: "data.yaml", line: 2, column: 1 };

/** What is wrong with data for a rule that refers to these names, or that declares this schema. */
async function problem(value: RuleData["value"], names: readonly string[], metadata: RuleMetadata = {}) {
  const dataRefs = names.map((name): DataRef => ({
    path: name.replace("?", "").split("."),
    ...(name.endsWith("?") ? { optional: true } : {}),
    file: "a.rego",
    row: 7,
    col: 3,
  }));
  const judging = judgingRule(metadata, { dataRefs });
  const data: RuleData = { value, locate: (path) => (path[0] === "max" ? PLACE : undefined) };
  return checkData([judging], data).catch((error: unknown) => error);
}

function judgingRule(
  metadata: RuleMetadata,
  refs: { readonly dataRefs?: readonly DataRef[]; readonly settingsRefs?: readonly DataRef[] },
): JudgingRule {
  const rule = {
    id: "acme.base",
    origin: "a.rego:5",
    severity: "error",
    reads: [],
    metadata,
    place: { file: "a.rego", line: 5 },
    active: true,
  } as const;
  const compiled = {
    id: "acme.base",
    package: "acme.base",
    name: "deny",
    severity: "error",
    file: "a.rego",
    row: 5,
    reads: [],
    dataRefs: [],
    ...refs,
  } as const;
  return { rule, compiled };
}

describe("what a rule reads of its settings", () => {
  const settingsRefs = [{ path: ["banned"], file: "a.rego", row: 7, col: 3 }];

  function check(metadata: RuleMetadata, settings: Record<string, unknown>): void {
    checkSettingsRead([judgingRule(metadata, { settingsRefs })], new Map([["acme.base", { settings }]]));
  }

  it("is an error where nobody gives it, and no schema says that it may be missing", () => {
    const missing = expect.objectContaining({
      code: "config.missing-settings",
      message: expect.stringContaining("reads its setting banned (a.rego:7:3)") as string,
    }) as Error;
    expect(() => check({}, { banend: [] })).toThrow(missing);
    expect(() => checkSettingsRead([judgingRule({}, { settingsRefs })], new Map())).toThrow(missing);
  });

  it("is fine where it is given, or where the schema of the settings is what judges", () => {
    expect(() => check({}, { banned: [] })).not.toThrow();
    expect(() => check({ settings: { type: "object" } }, {})).not.toThrow();
  });
});

describe("what a rule reads of data.config", () => {
  it.each([
    [{ a: { b: 1 } }, ["a", "a.b"]],
    [{ a: false, b: null }, ["a", "b"]],
    [{}, ["a?", "a.b?"]],
    [{}, []],
  ])("is there in %j: %j", async (value, names) => {
    expect(await problem(value, names)).toBeUndefined();
  });

  it.each([
    [{}, "a", "reads data.config.a (a.rego:7:3), and the configuration has no a."],
    [{ a: {} }, "a.b.c", "reads data.config.a.b.c (a.rego:7:3), and the configuration has no a.b."],
    [{ a: "text" }, "a.length", "has no a.length."],
    [{ registries: [] }, "registrie", 'Did you mean "registries"?'],
    [{}, "constructor", "has no constructor."],
  ])("is an error where it is not in %j: %s", async (value, name, message) => {
    expect(await problem(value, [name])).toMatchObject({
      code: "policy.missing-data",
      message: expect.stringContaining(message) as string,
      location: { file: "a.rego", line: 7, column: 3 },
    });
  });

  it("is judged by the schema that the rule declares, and by nothing else", async () => {
    const data = {
      type: "object",
      required: ["max"],
      properties: { max: { type: "number", minimum: 1 } },
    };
    expect(await problem({ max: 2 }, ["other"], { data })).toBeUndefined();
    expect(await problem({ max: 0 }, [], { data })).toMatchObject({
      code: "config.invalid",
      message: expect.stringContaining("max is 0, where a number >= 1 is expected.") as string,
      location: PLACE,
    });
    expect(await problem({}, [], { data })).toMatchObject({
      message: expect.stringContaining('data lacks "max".') as string,
      location: { file: "a.rego", line: 5 },
    });
    expect(await problem({}, [], { data: { type: "objekt" } })).toMatchObject({
      code: "policy.metadata",
      message: expect.stringContaining("custom.data") as string,
    });
  });
});
