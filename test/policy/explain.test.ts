import { expect, it } from "vitest";
import { validateBySchema } from "../../src/policy/settings/by-schema.ts";
import { explainProblems } from "../../src/policy/settings/explain.ts";

const NAMED = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: { type: "string" }, max: { type: "integer", minimum: 1 } },
};

it.each<[string, object, unknown, string]>([
  ["a wrong type", { type: "number" }, "7", 'x is the text "7", where a number is expected.'],
  ["nothing at all", { type: "array" }, null, "x is empty, where a list is expected."],
  [
    "one of several types",
    { type: ["string", "object"] },
    [1],
    "x is a list, where text or a map of keys and values is expected.",
  ],
  [
    "no branch for that type",
    { anyOf: [{ type: "string" }, NAMED] },
    7,
    "x is 7, where text or a map of keys and values is expected.",
  ],
  [
    "the branch that was meant",
    { anyOf: [{ type: "string" }, NAMED] },
    { name: "a", max: 0 },
    "x.max is 0, where a number >= 1 is expected.",
  ],
  [
    "a misspelt key before the missing one",
    { oneOf: [{ type: "string" }, NAMED] },
    { nmae: "a" },
    'x has an unknown key "nmae". Did you mean "name"?',
  ],
  [
    "a word that is none of them",
    { enum: ["any", "all"] },
    "al",
    'x is "al", which is none of any, all; did you mean "all"?',
  ],
  ["the same twice", { type: "array", uniqueItems: true }, ["a", "b", "a"], 'x has one item twice, "a".'],
  ["too few", { type: "array", minItems: 2 }, ["a"], "x has 1 item, where at least 2 are expected."],
  [
    "an empty list",
    { type: "array", minItems: 1 },
    [],
    "x is an empty list, so the rule would judge nothing.",
  ],
  ["an empty text", { type: "string", minLength: 1 }, "", "x is empty."],
  [
    "a text that does not match",
    { type: "string", pattern: "^a" },
    "b",
    'x is "b", which does not match ^a.',
  ],
])("%s is told in a sentence", async (_what, schema, value, sentence) => {
  const whole = { type: "object", properties: { x: schema } };
  const problems = await validateBySchema(whole, { x: value });
  expect(explainProblems(problems, { x: value }, "the rule")[0]?.message).toBe(sentence);
});

it("a path leads through lists, and through keys that hold slashes and digits", async () => {
  const schema = { type: "object", additionalProperties: { type: "array", items: { type: "string" } } };
  const value = { "a/b~1": ["x", 2] };
  const [problem] = explainProblems(await validateBySchema(schema, value), value, "the rule");
  expect(problem?.path).toEqual(["a/b~1", 1]);
});

it("a long value is shown in part", async () => {
  const value = "x".repeat(10_000);
  const [problem] = explainProblems(await validateBySchema({ type: "number" }, value), value, "data");
  expect(problem?.message.length).toBeLessThan(250);
});
