import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { code } from "../../src/encode/markdown.ts";
import { paint, shown, shownLines, terminal } from "../../src/encode/terminal.ts";
import { parseRunnerOutput } from "../support/runner.ts";

describe("shown", () => {
  test.each([
    ["libssl3 3.0.11-1~deb12u2", "libssl3 3.0.11-1~deb12u2"],
    ["Zażółć gęślą jaźń, 日本語, привет", "Zażółć gęślą jaźń, 日本語, привет"],
    ["a\nb\r\tc", "a\\nb\\r\\tc"],
    ["\x1b[2J\x07\x7f\x9b", "\\x1b[2J\\x07\\x7f\\x9b"],
    ["a\u202eb\u200b\u2028\ufeff", "a\\u{202e}b\\u{200b}\\u{2028}\\u{feff}"],
    ["\ud800 \u{e0041}", "\\u{d800} \\u{e0041}"],
    ["a\u00a0b\u3000c", "a\\xa0b\\u{3000}c"],
    ["оpenssl and \u{3bf}penssl", "\\u{43e}penssl and \\u{3bf}penssl"],
    ["\x0bпривет", "\\x0bпривет"],
  ])("shows %j as %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    ["##[error]x", "##\\x5berror]x"],
    ["###[error]x", "###\\x5berror]x"],
    ["  ::error::x", "  \\x3a:error::x"],
    ["libfoo::bar", "libfoo::bar"],
    ["a(1,2): error TS1: x", "a(1,2)\\x3a error TS1: x"],
    ["daemon: error from registry: x", "daemon: error from registry: x"],
  ])("breaks what the runner would obey, and nothing else: %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("keeps the line breaks of prose as separate lines", () => {
    expect(shownLines("one\ntwo\r\nthree\x1b")).toEqual(["one", "two", "three\\x1b"]);
  });
});

describe("the template", () => {
  test("breaks a command whose halves were harmless by themselves", () => {
    const line = terminal`${shown("a#")}${shown("#[error]x")}\n${shown(":")}${shown(":error::y")}`;
    expect(parseRunnerOutput(line).commands).toEqual([]);
  });

  test("takes neither a bare string nor text for another sink", () => {
    const bare: string = "curl";
    // @ts-expect-error: no encoder has seen it
    expect(terminal`${bare}`).toBe("curl");
    // @ts-expect-error: in Markdown an escape sequence is only text
    expect(terminal`${code("curl")}`).toBe("`curl`");
  });
});

test("colour changes nothing but the colour, and is there only when asked for", () => {
  const word = terminal`FAIL`;
  expect(paint(["red", "bold"], word, false)).toBe("FAIL");
  expect(paint(["red", "bold"], word, true)).not.toBe("FAIL");
  expect(stripVTControlCharacters(paint(["red", "bold"], word, true))).toBe("FAIL");
});
