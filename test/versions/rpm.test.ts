import { execFileSync } from "node:child_process";
import { constantFrom, sample, string, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { satisfies } from "../../src/versions/index.ts";
import { compareRpm, rpm } from "../../src/versions/rpm.ts";
import { fixturesAreAbsent } from "../support/fixtures.ts";
import { requireManager } from "../support/managers.ts";
import { factsAreThere, holdAgainstFacts } from "./facts.ts";

describe("the order of rpm's versions", () => {
  it.each([
    ["1.0~rc1-1", "1.0-1"],
    ["1.0-1", "1.0^git1-1"],
    ["1.0^git1-1", "1.0.1-1"],
    ["1.0^git1", "1.0^git2"],
    ["1.0~rc1^git1", "1.0~rc1.1"],
    ["1.0a", "1.0.1"],
    ["1.0", "1.0a"],
    ["1.0A", "1.0a"],
    ["9-1", "10-1"],
    ["2.0-1", "1:1.0-1"],
    ["9:1", "10:1"],
    ["1.0-9.el9", "1.0-10.el9"],
    ["1.0-1.el8", "1.0-1.el9"],
    ["1.0", "1.0-1"],
    ["1.99999999999999999998", "1.99999999999999999999"],
  ])("puts %s before %s", (a, b) => {
    expect(compareRpm(a, b)).toBe(-1);
    expect(compareRpm(b, a)).toBe(1);
  });

  it.each([
    ["1.0-1", "0:1.0-1"],
    ["1.0", "1_0"],
    ["1.01", "1.1"],
    ["1.0-1.fc40", "1.0-1_fc40"],
    ["1.0", "1..0."],
  ])("takes %s and %s for equal", (a, b) => {
    expect(compareRpm(a, b)).toBe(0);
  });

  it.each(["", "-1", "1:", "1 0", "1.0-1\n", "1:-1"])(
    "refuses %j, and gives it no place in the order",
    (version) => {
      expect(rpm.isValid(version)).toBe(false);
      expect(() => compareRpm(version, "1")).toThrow(RangeError);
      expect(() => compareRpm("1", version)).toThrow(RangeError);
    },
  );

  it("answers at once for a version of a megabyte", () => {
    const long = "1.0~a".repeat(200_000);
    expect(compareRpm(long, `${long}b`)).toBe(-1);
  });

  it("is that of ranges over packages of the type rpm", () => {
    expect(satisfies("rpm", "1:3.0.7-16.el9", "< 1:3.0.7-18.el9")).toBe(true);
    expect(satisfies("rpm", "3.0.7-16.el9", ">= 1:3.0.7-16.el9")).toBe(false);
  });

  it.runIf(factsAreThere)(`agrees with every fact that others have collected ${fixturesAreAbsent}`, () => {
    const { agreed, contradicted, refused } = holdAgainstFacts("redhat-versions.txt", rpm);
    expect([contradicted, refused]).toEqual([[], []]);
    expect(agreed).toBeGreaterThan(160);
  });
});

const rpmIsAbsent = requireManager("rpm");

describe.skipIf(rpmIsAbsent !== "")(`beside the real rpm ${rpmIsAbsent}`, () => {
  it("compares as rpm's own comparison of versions does", () => {
    const part = string({
      unit: constantFrom("0", "1", "9", "10", ".", "~", "^", "_", "a", "Z", "é"),
      maxLength: 6,
    });
    const version = tuple(
      constantFrom("", "0:", "1:"),
      constantFrom("1", "0", "a"),
      part,
      constantFrom("", "-1", "-a~"),
    );
    const text = version.map((each) => each.join(""));
    const pairs = sample(tuple(text, text), { seed: 20_170_516, numRuns: 1000 });
    // In one process: rpm's Lua has the function.
    const script = pairs.map(([a, b]) => `print(rpm.vercmp("${a}", "${b}") .. " ")`).join("\n");
    const told = execFileSync("rpm", ["--eval", `%{lua:${script}}`], { encoding: "utf8" })
      .trim()
      .split(" ");
    expect(pairs.map(([a, b]) => `${a} ? ${b}: ${compareRpm(a, b)}`)).toEqual(
      pairs.map(([a, b], at) => `${a} ? ${b}: ${told[at]}`),
    );
  });
});
