import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shown } from "../../src/encode/terminal.ts";
import { columns, pad, wrap } from "../../src/encode/wrap.ts";

describe("columns", () => {
  test.each([
    ["abc", 3],
    ["日本", 4],
    ["한국어", 6],
    ["e\u0301", 1],
    ["（）", 4],
    ["привет", 6],
  ])("of %s are %d", (text, expected) => {
    expect(columns(shown(text))).toBe(expected);
  });

  test("are what padding counts, not code units", () => {
    expect(pad(shown("日本"), 6)).toBe("日本  ");
    expect(pad(shown("longer"), 3)).toBe("longer");
  });
});

describe("wrap", () => {
  test("breaks between words, at the last column that fits", () => {
    expect(wrap(shown("aa bb ccc"), 5)).toEqual(["aa bb", "ccc"]);
    expect(wrap(shown("日本 語"), 6)).toEqual(["日本", "語"]);
  });

  test("leaves a word whole that is longer than a line, so that it can be copied", () => {
    expect(wrap(shown("see sha256:0123456789 there"), 8)).toEqual(["see", "sha256:0123456789", "there"]);
  });

  test("gives one empty line for an empty text", () => {
    expect(wrap(shown(""), 5)).toEqual([""]);
  });

  test("loses no word, and no line with several words is too long", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "日"), maxLength: 60 });
    const holds = fc.property(text, fc.integer({ min: 1, max: 20 }), (raw, width) => {
      const lines = wrap(shown(raw), width);
      expect(lines.join(" ").split(/ +/).filter(Boolean)).toEqual(raw.split(/ +/).filter(Boolean));
      const tooLong = lines.filter((line) => columns(line) > width && line.trim().includes(" "));
      expect(tooLong).toEqual([]);
    });
    fc.assert(holds, { seed: 20260101 });
  });
});
