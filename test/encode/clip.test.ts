import { expect, test } from "vitest";
import { clip } from "../../src/encode/clip.ts";

test("a text that fits stays as it is", () => {
  expect(clip("a".repeat(30), 30)).toBe("a".repeat(30));
});

test("a longer text is cut to the length, and says how much is missing", () => {
  const cut = clip("abcdefghij".repeat(10), 40);
  expect(cut.length).toBeLessThanOrEqual(40);
  expect(cut).toMatch(/^abcdefghij.*… \(\d+ more characters\)$/);
  const [, kept = "", missing] = /^(.*)… \((\d+) more/.exec(cut) ?? [];
  expect(kept.length + Number(missing)).toBe(100);
});

test("a pair of surrogates is never cut in two", () => {
  for (let units = 30; units < 40; units += 1) expect(clip("😀".repeat(50), units).isWellFormed()).toBe(true);
});
