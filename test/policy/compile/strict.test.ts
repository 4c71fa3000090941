import { beforeAll, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { compileRego } from "../../../src/policy/compile/compile.ts";
import { compileRequest } from "../../../src/policy/compile/request.ts";
import { toBytes } from "../../../src/policy/evaluate/evaluate.ts";
import { evaluateModule } from "../../../src/policy/evaluate/host.ts";

// Two compilations of a second each where the machine is idle, and it seldom is.
vi.setConfig({ hookTimeout: 120_000 });

/** What fails for OPA, on arguments of the right types; `x` comes from the configuration, so that nothing is known before. */
const FAILING: Readonly<Record<string, string>> = {
  array_slice: "array.slice([1, 2], 0.5, x.two) != []",
  base64_decode: "base64.decode(x.text) != 1",
  base64url_decode: "base64url.decode(x.text) != 1",
  bits_and: "bits.and(1, x.half) != 7",
  bits_lsh: "bits.lsh(1, x.minus) != 7",
  bits_negate: "bits.negate(x.half) != 7",
  bits_or: "bits.or(1, x.half) != 7",
  bits_rsh: "bits.rsh(1, x.minus) != 7",
  bits_xor: "bits.xor(1, x.half) != 7",
  division: "1 / x.nought != 7",
  format_int: "format_int(7, x.two + 1) != 7",
  glob_match: 'glob.match(x.glob, ["/"], "a")',
  indexof: 'indexof("abc", x.empty) != 7',
  json_unmarshal: "json.unmarshal(x.text) != 7",
  cidr_contains: 'net.cidr_contains("10.0.0.0/8", x.text)',
  cidr_intersects: 'net.cidr_intersects("10.0.0.0/8", x.text)',
  numbers_range: "numbers.range(1, x.half) != 7",
  find_all: 'regex.find_all_string_submatch_n(x.pattern, "a", -1) != 7',
  regex_match: 'regex.match(x.pattern, "a")',
  regex_negated: 'not regex.match(x.pattern, "a")',
  remainder: "1 % x.nought != 7",
  remainder_of_half: "x.half % 2 != 7",
  substring: 'substring("abc", x.minus, 1) != 7',
  to_number: "to_number(x.text) != 7",
  to_number_in_comprehension: "count({n | some text in [x.text]; n := to_number(text)}) >= 0",
  to_number_of_an_operand: "count([1 | some text in [x.text]; to_number(text) > 1]) >= 0",
};

/** What OPA answers, and its WebAssembly alone would not. */
const ANSWERED: Readonly<Record<string, string>> = {
  union_of_nothing: "object.union_n(x.list) == {}",
  zero_in_a_pattern: 'not regex.match(x.zero, "a")',
  named_group: 'regex.match(`(?<name>a)`, "a")',
};

/** The same calls, given what they can do something with: they must not be errors. */
const FINE = 'regex.match(x.good, "aaa"); 6 / x.two == 3; 7 % x.two == 1; substring("abc", x.two, -1) == "c"';

const X = {
  text: "no number",
  half: 0.5,
  two: 2,
  minus: -1,
  nought: 0,
  glob: "[a",
  empty: "",
  pattern: "(?!a)b",
  good: "^a+$",
  list: [],
  zero: "b\u0000a",
};

const rows = Object.entries({ ...FAILING, ...ANSWERED, fine: FINE });
const text = ["package strict", "", "x := data.config", ""]
  .concat(rows.map(([name, body]) => `deny_${name.replaceAll("_", "")} contains "x" if { ${body} }`))
  .join("\n");
let module: WebAssembly.Module;

beforeAll(async () => {
  const { wasm } = await compileRego(compileRequest([{ path: "policies/strict.rego", text }]));
  module = await WebAssembly.compile(wasm);
});

async function evaluate(name: string): Promise<unknown> {
  return evaluateModule(module, {
    input: toBytes({}),
    data: toBytes({ config: X, active: { [`strict/deny_${name.replaceAll("_", "")}`]: true } }),
    memoryBytes: LIMITS.evaluateBytes,
    nowNs: 0n,
  });
}

describe("a built-in function that fails", () => {
  it.each(Object.keys(FAILING))("is no silence, but an error with its place: %s", async (name) => {
    const row = 5 + rows.findIndex(([each]) => each === name);
    await expect(evaluate(name)).rejects.toMatchObject({
      code: "policy.builtin-failed",
      message: expect.stringContaining(`policies/strict.rego:${row}`) as string,
    });
  });

  it.each([...Object.keys(ANSWERED), "fine"])("is none where OPA has an answer: %s", async (name) => {
    expect(JSON.stringify(await evaluate(name))).toContain('["x"]');
  });
});
