import { describe, expect, test } from "vitest";
import { code, gfm, link, prose } from "../../src/encode/markdown.ts";

describe("code", () => {
  test.each([
    ["pkg:deb/debian/curl@7.88.1", "`pkg:deb/debian/curl@7.88.1`"],
    ["a`b``c", "`a\\x60b\\x60\\x60c`"],
    ["a|b", "`a\\x7cb`"],
    ["a\nb", "`a\\nb`"],
    ["", "` `"],
  ])("of %j is %s", (text, expected) => {
    expect(code(text)).toBe(expected);
  });
});

describe("prose", () => {
  test.each([
    ["telnet is banned: it's unsafe.", "telnet is banned: it's unsafe."],
    ['The label "maintainer" is missing!', 'The label "maintainer" is missing!'],
    ["telnet 0.17+2.5-3 is installed.", "telnet `0.17+2.5-3` is installed."],
    ["ask @org/team, or see #1.", "ask `@org/team`, or see `#1`."],
    ["see https://x.example/a_b_c.", "see `https://x.example/a_b_c`."],
    ["two\nlines", "two lines"],
    ["<b>bold</b> and *stars*", "`<b>bold</b>` and `*stars*`"],
    ["GH-12 and gh-cli", "`GH-12` and gh-cli"],
    ["...", "`...`"],
  ])("of %j is %j", (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test.each(["1. x", "1) x", "- x", "* x", "# x", "> x", "=== x", "| x", "[x]: y"])(
    "opens no block with %j",
    (text) => {
      expect(prose(text)).toMatch(/^`/);
    },
  );
});

test("a link's address cannot end the link, nor leave its table cell", () => {
  const address = new URL("https://github.example/a)(b|c%20d/`e`");
  expect(link(gfm`commit`, address)).toBe("[commit](https://github.example/a%29%28b%7Cc%20d/%60e%60)");
});

test("what stands around a word in prose stays outside of its code", () => {
  expect(prose('libssl3 (deb, amd64) is "banned".')).toBe('`libssl3` (deb, `amd64`) is "banned".');
});
