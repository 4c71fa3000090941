import { describe, expect, test } from "vitest";
import { strictError, waiverNotices } from "../../../src/policy/waivers/notices.ts";
import type { Waiver } from "../../../src/policy/waivers/waiver.ts";
import { aWaiver } from "./waivers.ts";

const RULES = [{ id: "packages.banned", active: true }];

interface Case {
  readonly covering?: readonly Waiver[];
  readonly matching?: readonly Waiver[];
  readonly today?: string;
  readonly allJudged?: boolean;
  readonly rules?: readonly { id: string; active: boolean; offBecause?: string }[];
}

function notices(waivers: readonly Waiver[], how: Case = {}) {
  const { covering = waivers, matching = [], today = "2026-01-01", allJudged = true, rules = RULES } = how;
  const use = { covering: new Set(covering), matching: new Set(matching) };
  return waiverNotices(waivers, [use], rules, { effectiveTime: new Date(`${today}T12:00:00Z`), allJudged });
}

function codes(waivers: readonly Waiver[], how?: Case): string[] {
  return notices(waivers, how).map(({ code }) => code);
}

describe("a waiver that ends soon", () => {
  const waiver = aWaiver({ until: "2026-03-01" });

  function endingWords(today: string): string | undefined {
    return notices([waiver], { matching: [waiver], today })[0]?.message;
  }

  test.each([
    ["2026-01-29", []],
    ["2026-01-30", ["waiver.ending"]],
    ["2026-03-01", ["waiver.ending"]],
    ["2026-03-02", []],
  ])("is told of on %s: %j", (today, expected) => {
    expect(codes([waiver], { matching: [waiver], today })).toEqual(expected);
  });

  test("is named with its day, the days left and its owner", () => {
    expect(endingWords("2026-02-27")).toBe(
      'The waiver for packages.banned on "pkg:deb/debian/telnet@1" ends in 2 days, on 2026-03-01. Its owner is ops.',
    );
    expect(endingWords("2026-02-28")).toContain("ends tomorrow");
    expect(endingWords("2026-03-01")).toContain("ends today");
  });
});

describe("a waiver that matches nothing", () => {
  const waiver = aWaiver();

  test("is told of, also where it has ended, and is an error with strict", () => {
    const found = notices([waiver]);
    expect(found).toMatchObject([{ code: "waiver.unused", location: { line: 7 } }]);
    expect(codes([waiver], { today: "2027-01-01" })).toEqual(["waiver.unused"]);
    expect(strictError(found)).toMatchObject({ code: "config.unused-waiver", location: { line: 7 } });
    expect(strictError([])).toBeUndefined();
  });

  test("is of use on another image of the run, or may be", () => {
    const none = { covering: new Set([waiver]), matching: new Set<Waiver>() };
    const one = { covering: new Set([waiver]), matching: new Set([waiver]) };
    const when = { effectiveTime: new Date("2026-01-01"), allJudged: true };
    expect(waiverNotices([waiver], [none, one], RULES, when)).toEqual([]);
    expect(codes([waiver], { allJudged: false })).toEqual([]);
  });

  test("and is for other images is not told of", () => {
    expect(codes([waiver], { covering: [] })).toEqual([]);
  });

  test("is told that its rule is off, but not where only this run cannot judge by it", () => {
    const off = { id: "packages.banned", active: false };
    expect(notices([waiver], { rules: [off] })[0]?.message).toContain("the rule is off");
    expect(codes([waiver], { rules: [{ ...off, offBecause: "it reads files" }] })).toEqual([]);
  });
});

describe("a waiver that stands twice", () => {
  test("is told of once, whatever the order of its images, and is not of no use", () => {
    const one = aWaiver({ images: ["a", "b"] });
    const other = aWaiver({ images: ["b", "a"], owner: "dev" });
    expect(codes([one, other], { matching: [one, other] })).toEqual(["waiver.duplicate"]);
  });

  test("for other images or another subject stands once", () => {
    const all = [
      aWaiver({ images: ["a"] }),
      aWaiver({ images: ["b"] }),
      aWaiver(),
      aWaiver({ subject: "x" }),
    ];
    expect(codes(all, { matching: all })).toEqual([]);
  });

  test("does not end soon where the other holds longer", () => {
    const all = [aWaiver({ until: "2026-01-05" }), aWaiver({ until: "2026-06-05" })];
    expect(codes(all, { matching: all })).toEqual(["waiver.duplicate"]);
  });
});
