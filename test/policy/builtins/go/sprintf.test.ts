import {
  array,
  constantFrom,
  double,
  integer,
  type Arbitrary,
  oneof,
  sample,
  string,
  tuple,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRegoValue } from "../../../../src/policy/builtins/values/rego-value.ts";
import { regoSprintf } from "../../../../src/policy/builtins/rego-sprintf.ts";
import { askOracle, goIsAbsent, hasGo, type OpaAnswer } from "../oracle.ts";

/** @param values a Rego array as text */
function sprintf(format: string, values: string): string {
  return regoSprintf(format, parseRegoValue(values));
}

describe("sprintf", () => {
  it.each([
    ["%s is %s", '["telnet", "banned"]', "telnet is banned"],
    ["%d packages", "[7]", "7 packages"],
    ["%v %v %v", '["a", 1, 1.5]', "a 1 1.5"],
    ["100%%", "[]", "100%"],
    ["%q", '["a\\"b\\n\\u0001é\\u200b"]', String.raw`"a\"b\n\x01é\u200b"`],
    ["%+q", '["é"]', String.raw`"\u00e9"`],
    ["%#q %#q", '["a\\tb", "a\\nb"]', '`a\tb` "a\\nb"'],
    ["%5d|%-5d|%05d|%+d|% d", "[42, 42, -42, 42, 42]", "   42|42   |-0042|+42| 42"],
    [
      "%x %X %#x %o %O %b %c %U %#U",
      "[255, 255, 255, 8, 8, 5, 65, 233, 233]",
      "ff FF 0xff 10 0o10 101 A U+00E9 U+00E9 'é'",
    ],
    ["%x|% x|%#X", '["hi", "hi", "hi"]', "6869|68 69|0X6869"],
    ["%.2s|%5s|%-5s|%05s", '["日本語", "ab", "ab", "ab"]', "日本|   ab|ab   |000ab"],
    ["%f %.2f %e %g %G", "[1.5, 2.345, 12345.678, 1e21, 1e-7]", "1.500000 2.35 1.234568e+04 1e+21 1E-07"],
    ["%.0f %.0f %.1f", "[0.5, 2.5, 0.25]", "0 2 0.2"],
    ["%08.3f|%+.1f", "[-3.14159, 2.0]", "-003.142|+2.0"],
    ["%v %v", "[100000.5, 1000000.5]", "100000.5 1.0000005e+06"],
    ["%*d|%-*d|%.*f", "[5, 1, 5, 1, 2, 1.239]", "    1|1    |1.24"],
    ["%[2]s %[1]s", '["a", "b"]', "b a"],
    ["%T", "[1]", "int64"],
  ])("%s of %s", (format, values, written) => {
    expect(sprintf(format, values)).toBe(written);
  });

  it.each([
    ["%d", '["hi"]', "%!d(string=hi)"],
    ["%s", "[1]", "%!s(int64=1)"],
    ["%d", "[1.5]", "%!d(float64=1.5)"],
    ["%t", "[true]", "%!t(string=true)"],
    ["%s and %s", '["a"]', "a and %!s(MISSING)"],
    ["%s", '["a", 1, "b"]', "a%!(EXTRA int64=1, string=b)"],
    ["%", "[]", "%!(NOVERB)"],
    ["%z", "[1]", "%!z(int64=1)"],
    ["%[3]d", "[1]", "%!d(BADINDEX)"],
    ["%*d", '["a", 1]', "%!(BADWIDTH)1"],
    ["%.*f", '["a", 1.5]', "%!(BADPREC)1.500000"],
    ["%2000000d|", "[1]", "%!(NOVERB)%!(EXTRA int64=1)"],
  ])("writes as Go does that %s and %s do not fit", (format, values, written) => {
    expect(sprintf(format, values)).toBe(written);
  });

  it("prints composite values as OPA does, sets among them", () => {
    expect(sprintf("%v", '[{"b","a"}]')).toBe('{"a", "b"}');
    expect(sprintf("%s", "[set()]")).toBe("set()");
    expect(sprintf("%v", '[{"b":[1,true,null],"a":{}}]')).toBe('{"a": {}, "b": [1, true, null]}');
    expect(sprintf("%d", "[[1]]")).toBe("%!d(string=[1])");
    expect(sprintf("%v %v", "[null, false]")).toBe("null false");
  });

  it("keeps every digit of a whole number", () => {
    expect(sprintf("%d %v", "[9007199254740993, 123456789012345678901234567890]")).toBe(
      "9007199254740993 123456789012345678901234567890",
    );
  });

  it("does not guess at what it cannot write", () => {
    expect(() => sprintf("%x", "[1.5]")).toThrow("%x of a number with a fraction is not supported");
  });
});

describe.runIf(hasGo)(`beside OPA's own sprintf ${goIsAbsent}`, () => {
  it("writes the same for generated formats and values", { timeout: 120_000 }, () => {
    const questions = sample(question, { seed: 20_170_515, numRuns: 3000 });
    const calls = questions.map(({ format, args }) => ({
      name: "sprintf",
      args: [JSON.stringify(format), `[${args.join(",")}]`],
    }));
    const answers = askOracle<OpaAnswer>(["answer"], calls);
    expect(answers).toHaveLength(questions.length);
    const differing = questions.flatMap(({ format, args }, index) => {
      const ours = sprintfOrRefuse(format, `[${args.join(",")}]`);
      const theirs = JSON.parse(answers[index]?.value ?? "null") as unknown;
      return ours === undefined || ours === theirs ? [] : [{ format, args, ours, theirs }];
    });
    expect(differing).toEqual([]);
  });
});

/** Undefined for what lumogate refuses to write. */
function sprintfOrRefuse(format: string, values: string): string | undefined {
  try {
    return sprintf(format, values);
  } catch (error) {
    if (error instanceof RangeError && error.message.endsWith("is not supported")) return undefined;
    throw error;
  }
}

const argument: Arbitrary<string> = oneof(
  integer().map(String),
  constantFrom(
    "0",
    "-1",
    "65",
    "233",
    "55296",
    "9223372036854775807",
    "9223372036854775808",
    "-123456789012345678901234567890",
  ),
  double({ noNaN: true, noDefaultInfinity: true })
    .filter((each) => !Number.isInteger(each))
    .map(String),
  constantFrom(
    "0.5",
    "1.5",
    "2.5",
    "0.125",
    "1e21",
    "1e-7",
    "123456.789",
    "99.95",
    "9.9999999e22",
    "5e-324",
    "1.7976931348623157e308",
  ),
  string({ unit: "binary", maxLength: 6 }).map((each) => JSON.stringify(each)),
  constantFrom('""', '"it\'s"', '"`tick`"', '"\\u007f\\u0085"', '"日本\\ud83d\\ude00"'),
);

const directive: Arbitrary<string> = tuple(
  constantFrom("", "", "", "-", "0", "+", " ", "+0", "-0", " 0", "- ", "#", "#0", "#+", "#-", "# "),
  constantFrom("", "", "", "[1]", "[2]", "[9]", "[x]"),
  constantFrom("", "", "", "1", "7", "12", "*"),
  constantFrom("", "", "", ".", ".0", ".3", ".20", ".*", ".[1]*"),
  constantFrom(
    "s",
    "d",
    "v",
    "q",
    "t",
    "c",
    "e",
    "E",
    "f",
    "F",
    "g",
    "G",
    "U",
    "o",
    "O",
    "x",
    "X",
    "b",
    "T",
    "%",
    "z",
    "é",
    "",
  ),
).map((parts) => `%${parts.join("")}`);

const literal = constantFrom("", " ", "text", "é|");

const question = tuple(
  array(tuple(literal, directive), { maxLength: 3 }),
  array(argument, { maxLength: 4 }),
).map(([parts, args]) => ({ format: parts.flat().join(""), args }));
