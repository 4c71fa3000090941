import { describe, expect, it } from "vitest";
import { parseRegoValue, regoString } from "../../../../src/policy/builtins/values/rego-value.ts";

describe("a Rego value", () => {
  it.each([
    ['"a{b:[,]}\\"\\u00e9\\n"', '"a{b:[,]}\\"é\\n"'],
    ["[]", "[]"],
    ["{}", "{}"],
    ["set()", "set()"],
    ["{3,1,2,10}", "{1, 2, 3, 10}"],
    ['{"b":{"c":set()},"a":[null,true,false]}', '{"a": [null, true, false], "b": {"c": set()}}'],
    ['{1:"x",[2]:{"y"}}', '{1: "x", [2]: {"y"}}'],
    ['{{1},{"a":1},[1],"s",2,true,null}', '{null, true, 2, "s", [1], {"a": 1}, {1}}'],
    ["-1.50e+10", "-1.50e+10"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ['{"__proto__":1,"constructor":2}', '{"__proto__": 1, "constructor": 2}'],
  ])("%s prints as %s", (text, printed) => {
    expect(regoString(parseRegoValue(text))).toBe(printed);
  });

  it.each(["", "[1", "[1 2]", '{"a":}', '{"a":1', "{1,2:3}", "1 2", "]", "nul", '"a', "[,]", "set(1"])(
    "is not %j",
    (text) => {
      expect(() => parseRegoValue(text)).toThrow(SyntaxError);
    },
  );
});
