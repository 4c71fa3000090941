import { beforeAll, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { toBytes } from "../../../src/policy/evaluate/evaluate.ts";
import { evaluateModule } from "../../../src/policy/evaluate/host.ts";

// A compilation of a second where the machine is idle, and it seldom is.
vi.setConfig({ hookTimeout: 120_000 });

/** Every native function, given by the configuration what it does not take; and of what type that is. */
const WRONG: readonly (readonly [body: string, problem: string])[] = [
  ["abs(x.text) != 7", "operand 1 must be number but got string"],
  ["array.concat([], x.text) != 7", "operand 2 must be array but got string"],
  ["array.flatten(x.text) != 7", "operand 1 must be array but got string"],
  ["array.reverse(x.text) != 7", "operand 1 must be array but got string"],
  ["array.slice(x.text, 0, 1) != 7", "operand 1 must be array but got string"],
  ["base64.encode(x.number) != 7", "operand 1 must be string but got number"],
  ["base64url.encode(x.number) != 7", "operand 1 must be string but got number"],
  ["bits.and(1, x.text) != 7", "operand 2 must be number but got string"],
  ["ceil(x.none) != 7", "operand 1 must be number but got null"],
  ['concat(",", x.mixed) != 7', "operand 2 must be array of string but got array containing number"],
  ["concat(x.number, []) != 7", "operand 1 must be string but got number"],
  ['contains(x.list, "a")', "operand 1 must be string but got array"],
  ['contains("a", x.number)', "operand 2 must be string but got number"],
  ["count(x.number) > 3", "operand 1 must be one of {array, object, set, string} but got number"],
  ['endswith("a", x.number)', "operand 2 must be string but got number"],
  ["floor(x.text) != 7", "operand 1 must be number but got string"],
  ["format_int(x.text, 10) != 7", "operand 1 must be number but got string"],
  ['glob.match("a*", [], x.number)', "operand 3 must be string but got number"],
  ["graph.reachable(x.text, {1}) != 7", "operand 1 must be object but got string"],
  ['indexof("abc", x.number) != 7', "operand 2 must be string but got number"],
  ["intersection(x.number) != 7", "operand 1 must be set but got number"],
  ['json.filter(x.text, ["a"]) != 7', "operand 1 must be object but got string"],
  ['json.remove(x.text, ["a"]) != 7', "operand 1 must be object but got string"],
  ["lower(x.none) != 7", "operand 1 must be string but got null"],
  ["max(x.text) != 7", "operand 1 must be one of {array, set} but got string"],
  ["min(x.number) != 7", "operand 1 must be one of {array, set} but got number"],
  ["x.text - 1 != 7", "operand 1 must be one of {number, set} but got string"],
  ["1 - x.text != 7", "operand 2 must be one of {number, set} but got string"],
  ["{1} - x.number != 7", "it takes no such arguments together"],
  ["2 * x.text != 7", "operand 2 must be number but got string"],
  ['net.cidr_contains("10.0.0.0/8", x.number)', "operand 2 must be string but got number"],
  ["object.filter(x.text, {1}) != 7", "operand 1 must be object but got string"],
  ['object.get(x.text, "a", 1) != 7', "operand 1 must be object but got string"],
  ["object.keys(x.list) != 7", "operand 1 must be object but got array"],
  ['object.remove(x.text, ["a"]) != 7', "operand 1 must be object but got string"],
  ["object.union({}, x.text) != 7", "operand 2 must be object but got string"],
  ["object.union_n(x.mixed) != 7", "operand 1 must be object but got string"],
  ["7 != {1} | x.list", "operand 2 must be set but got array"],
  ["{1} & x.list != 7", "operand 2 must be set but got array"],
  ["1 + x.text != 7", "operand 2 must be number but got string"],
  ["x.text / 2 != 7", "operand 1 must be number but got string"],
  ["x.text % 2 != 7", "operand 1 must be number but got string"],
  ["product(x.mixed) != 7", "operand 1 must be array of number but got array containing string"],
  ["regex.match(`^a$`, x.number)", "operand 2 must be string but got number"],
  ['replace("a", "b", x.number) != 7', "operand 3 must be string but got number"],
  ["round(x.text) != 7", "operand 1 must be number but got string"],
  ["sort(x.number) != 7", "operand 1 must be one of {array, set} but got number"],
  ['split(x.number, ",") != 7', "operand 1 must be string but got number"],
  ['startswith("a", x.number)', "operand 2 must be string but got number"],
  [
    'strings.replace_n(x.map, "a") != 7',
    "operand 1 must be object of string but got object containing number",
  ],
  ["strings.reverse(x.number) != 7", "operand 1 must be string but got number"],
  ["substring(x.number, 0, 1) != 7", "operand 1 must be string but got number"],
  ["sum(x.mixed) != 7", "operand 1 must be array of number but got array containing string"],
  ["sum(x.text) != 7", "operand 1 must be one of {array, set} but got string"],
  ['trim(x.number, "a") != 7', "operand 1 must be string but got number"],
  ['trim_left("a", x.number) != 7', "operand 2 must be string but got number"],
  ['trim_prefix(x.number, "a") != 7', "operand 1 must be string but got number"],
  ['trim_right(x.number, "a") != 7', "operand 1 must be string but got number"],
  ["trim_space(x.number) != 7", "operand 1 must be string but got number"],
  ['trim_suffix(x.number, "a") != 7', "operand 1 must be string but got number"],
  ["union({x.number}) != 7", "operand 1 must be set of set but got set containing number"],
  ["upper(x.number) != 7", "operand 1 must be string but got number"],
  // Wherever a call can stand.
  ["not startswith(x.number, `a`)", "operand 1 must be string but got number"],
  ["every item in x.mixed { startswith(item, `a`) }", "operand 1 must be string but got number"],
  ["count([item | some item in x.mixed; lower(item)]) > 7", "operand 1 must be string but got number"],
  ["is_long(x.number)", "operand 1 must be one of {array, object, set, string} but got number"],
  ["by_else(x.number) == 7", "operand 1 must be string but got number"],
  ["pattern([x.number])", "operand 1 must be string but got number"],
  ["not_text(x.number)", "operand 1 must be string but got number"],
  ["lower(json.unmarshal(x.json).a) != 7", "operand 1 must be string but got number"],
  ['lower(object.get(x, "number", "")) != 7', "operand 1 must be string but got number"],
];

/** What is no error, and what each gives: 1 for a finding. */
const FINE: readonly (readonly [body: string, findings: 0 | 1])[] = [
  ["max(x.empty) == 7", 0],
  ["not min(x.empty)", 1],
  ["max(x.list) == 2", 1],
  ["count(x.missing) > 3", 0],
  ["not count(x.missing) > 3", 0],
  ["startswith(x.text, `t`)", 1],
  ["not startswith(x.text, `a`)", 1],
  ['object.get(x, "missing", "there") == "there"', 1],
  ["{1} - {x.number} == {1}", 1],
  ["x.number - 5 == 0", 1],
  ["regex.is_valid(x.text)", 1],
  ["walk(x.text, [[], value]); value == `text`", 1],
  ["x.text > 3", 1],
  ["x.number in x.text", 0],
  ["is_string(x.number)", 0],
  ["count(x.list) + count(x.text) == 6", 1],
];

const X = {
  text: "text",
  number: 5,
  none: null,
  list: [1, 2],
  mixed: ["a", 1],
  map: { a: 1 },
  empty: [],
  json: '{"a": 1}',
};

const HEAD = `package operands

x := data.config

is_long(value) if count(value) > 3

by_else(value) := 6 if {
  value == "six"
} else := 7 if lower(value) == "seven"

pattern([value]) if startswith(value, "a")

not_text(value) if {
  not value == "text"
  startswith(value, "a")
}
`;
const ROWS = [...WRONG, ...FINE].map(([body]) => body);
const text = [HEAD, ...ROWS.map((body, index) => `deny_${index} contains "x" if { ${body} }`)].join("\n");
let module: WebAssembly.Module;

beforeAll(async () => {
  const { wasm } = await compileRego(compileRequest([{ path: "policies/operands.rego", text }]));
  module = await WebAssembly.compile(wasm);
});

async function evaluate(body: string): Promise<unknown> {
  return evaluateModule(module, {
    input: toBytes({}),
    data: toBytes({ config: X, active: { [`operands/deny_${ROWS.indexOf(body)}`]: true } }),
    memoryBytes: LIMITS.evaluateBytes,
    nowNs: 0n,
  });
}

describe("a native function that is given what it does not take", () => {
  it.each(WRONG)("is no silence, but an error: %s", async (body, problem) => {
    await expect(evaluate(body)).rejects.toMatchObject({
      code: "policy.builtin-failed",
      message: expect.stringContaining(problem) as string,
      location: { file: "policies/operands.rego" },
    });
  });

  it("is named with its arguments and its place", async () => {
    const body = "count(x.number) > 3";
    const row = HEAD.split("\n").length + 1 + ROWS.indexOf(body);
    await expect(evaluate(body)).rejects.toMatchObject({
      message: `policies/operands.rego:${row}: count(5) failed: operand 1 must be one of {array, object, set, string} but got number.`,
      location: { file: "policies/operands.rego", line: row },
    });
  });

  it.each(FINE)("is no error where it has an answer, or rightly none: %s", async (body, findings) => {
    expect((JSON.stringify(await evaluate(body)).match(/"x"/g) ?? []).length).toBe(findings);
  });
});
