import { spawnSync } from "node:child_process";
import { constantFrom, sample, string, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDpkg, dpkg } from "../../src/versions/dpkg.ts";
import { fixturesAreAbsent } from "../support/fixtures.ts";
import { factsAreThere, holdAgainstFacts } from "./facts.ts";

describe("the order of Debian versions", () => {
  it.each([
    ["1.0~rc1", "1.0"],
    ["1.0~~", "1.0~"],
    ["1.0~~a", "1.0~"],
    ["1.0", "1.0a"],
    ["1.0a", "1.0+b"],
    ["1.0Z", "1.0a"],
    ["1.9", "1.10"],
    ["9:1", "10:1"],
    ["2.0", "1:1.0"],
    ["1.0-1", "1.0-1.1"],
    ["1.0-9", "1.0.1-1"],
    ["3.0.11", "3.0.11-1~deb12u2"],
    ["3.0.11-1~deb12u2", "3.0.11-1"],
    ["1.2-3-4", "1.2-4-1"],
    ["1.99999999999999999998", "1.99999999999999999999"],
  ])("puts %s before %s", (a, b) => {
    expect(compareDpkg(a, b)).toBe(-1);
    expect(compareDpkg(b, a)).toBe(1);
  });

  it.each([
    ["1.0", "0:1.0"],
    ["1.0", "1.0-0"],
    ["1.01", "1.1"],
    ["1.0", "1.0"],
    ["1.a0", "1.a"],
  ])("takes %s and %s for equal", (a, b) => {
    expect(compareDpkg(a, b)).toBe(0);
  });

  it.each([
    "",
    "a",
    "v1",
    "~1",
    ":1",
    "1:",
    "1:a",
    "x:1",
    "1-",
    "1-a_b",
    "1_2",
    "1 2",
    " 1",
    "1\n",
    "1.é",
    "2147483648:1",
  ])("refuses %j, and gives it no place in the order", (version) => {
    expect(dpkg.isValid(version)).toBe(false);
    expect(() => compareDpkg(version, "1")).toThrow(RangeError);
    expect(() => compareDpkg("1", version)).toThrow(RangeError);
  });

  it("answers at once for a version of a megabyte", () => {
    const long = "1.0-a".repeat(200_000);
    expect(compareDpkg(long, `${long}b`)).toBe(-1);
  });

  it.runIf(factsAreThere)(`agrees with every fact of dpkg's own ${fixturesAreAbsent}`, () => {
    const handmade = holdAgainstFacts("debian-versions.txt", dpkg);
    const generated = holdAgainstFacts("debian-versions-generated.txt", dpkg);
    expect([handmade.contradicted, generated.contradicted]).toEqual([[], []]);
    expect([handmade.refused, generated.refused]).toEqual([[], []]);
    expect(generated.agreed).toBeGreaterThan(14_000);
  });
});

const dpkgIsThere = spawnSync("dpkg", ["--version"]).status === 0;
const dpkgIsAbsent = dpkgIsThere ? "" : "SKIPPED: no dpkg on this machine to compare with";

describe.runIf(dpkgIsThere)(`beside the real dpkg ${dpkgIsAbsent}`, () => {
  it(
    "compares and validates as dpkg --compare-versions and --validate-version do",
    { timeout: 120_000 },
    () => {
      const part = string({
        unit: constantFrom("0", "0", "1", "9", ".", "~", "+", "-", ":", "a", "Z"),
        minLength: 0,
        maxLength: 5,
      });
      const version = tuple(
        constantFrom("", "", "0:", "1:"),
        constantFrom("1", "1.0", "0", "10", "a", ""),
        part,
      ).map((each) => each.join(""));
      const pairs = sample(tuple(version, version), { seed: 20_170_515, numRuns: 300 });
      for (const [a, b] of pairs) {
        const [ours, theirs] = [
          dpkg.isValid(a) && dpkg.isValid(b) ? compareDpkg(a, b) : "invalid",
          realOrder(a, b),
        ];
        expect(`${a} ? ${b}: ${ours}`).toBe(`${a} ? ${b}: ${theirs}`);
      }
    },
  );
});

/** What dpkg itself says, in one process per question. */
function realOrder(a: string, b: string): number | "invalid" {
  if (!runDpkg("--validate-version", a) || !runDpkg("--validate-version", b)) return "invalid";
  if (runDpkg("--compare-versions", a, "lt", b)) return -1;
  return runDpkg("--compare-versions", a, "eq", b) ? 0 : 1;
}

/** True where dpkg says yes. Behind a blank, which it trims, a version that starts with a hyphen is not an option. */
function runDpkg(command: string, ...words: string[]): boolean {
  return (
    spawnSync("dpkg", [command, ...words.map((word) => (word === "lt" || word === "eq" ? word : ` ${word}`))])
      .status === 0
  );
}
