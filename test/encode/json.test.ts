import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../../src/encode/json.ts";
import { hostileText } from "../support/hostile.ts";
import { parseRunnerOutput } from "../support/runner.ts";

describe("json", () => {
  test("means the same as what JSON.stringify writes, whatever the strings and the keys hold", () => {
    const same = fc.property(hostileText, hostileText, (key, value) => {
      const document = { list: [value, { text: value }], map: Object.fromEntries([[key, value]]) };
      expect(JSON.parse(json(document))).toEqual(JSON.parse(JSON.stringify(document)));
    });
    fc.assert(same, { seed: 20260101 });
  });

  test("keeps a key named __proto__ as a key", () => {
    const labels: unknown = JSON.parse('{"__proto__":"a","constructor":"b"}');
    expect(json({ labels })).toContain('"__proto__": "a"');
    expect(Object.keys(JSON.parse(json(labels)) as object)).toEqual(["__proto__", "constructor"]);
  });

  test("is indented by two, keeps the order of its keys, and ends with a line feed", () => {
    expect(json({ b: 1, a: [true] })).toBe('{\n  "b": 1,\n  "a": [\n    true\n  ]\n}\n');
  });

  test("escapes what a terminal or the runner would obey, and no more", () => {
    const text = json(["##[error]x", "\u009b2J", "\u2028", "\u{e0041}", "日本 libfoo::bar: x"]);
    expect(text).toContain('"##\\u005berror]x"');
    expect(text).toContain('"\\u009b2J"');
    expect(text).toContain('"\\u2028"');
    expect(text).toContain('"\\udb40\\udc41"');
    expect(text).toContain('"日本 libfoo::bar: x"');
    expect(parseRunnerOutput(text).commands).toEqual([]);
  });
});
