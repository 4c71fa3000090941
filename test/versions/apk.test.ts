import { describe, expect, it } from "vitest";
import { apk, compareApk } from "../../src/versions/apk.ts";
import { fixturesAreAbsent } from "../support/fixtures.ts";
import { factsAreThere, holdAgainstFacts } from "./facts.ts";

describe("the order of Alpine versions", () => {
  it.each([
    ["1.2_alpha", "1.2_beta"],
    ["1.2_beta", "1.2_pre"],
    ["1.2_pre", "1.2_rc1"],
    ["1.2_rc1", "1.2_rc2"],
    ["1.2_rc2", "1.2"],
    ["1.2", "1.2-r0"],
    ["1.2-r9", "1.2-r10"],
    ["1.2-r10", "1.2_cvs1"],
    ["1.2_cvs1", "1.2_svn1"],
    ["1.2_svn1", "1.2_git1"],
    ["1.2_git1", "1.2_hg1"],
    ["1.2_hg1", "1.2_p1"],
    ["1.2_p1", "1.2a"],
    ["1.2a", "1.2b"],
    ["1.2b", "1.2.0"],
    ["1.9", "1.10"],
    ["1.05", "1.4"],
    ["1.010", "1.02"],
    ["9", "010"],
    ["1.2_alpha_pre2", "1.2_alpha"],
    ["1.2_alpha", "1.2_alpha_p1"],
    ["1.2~12ab", "1.2~12ac"],
    ["1.2", "1.2~12ab"],
    ["1.2~12ab", "1.2_p1"],
    ["1.0_pre20191002222144", "1.0_pre20210530193627"],
    ["1.9.5-r1", "1.9.5p1-r1"],
    ["1.9.5p1-r1", "1.9.5p2-r0"],
    ["1.9.5p9", "1.9.5p10"],
    ["5.1_p1-r2", "5.1p1-r0"],
  ])("puts %s before %s", (a, b) => {
    expect(compareApk(a, b)).toBe(-1);
    expect(compareApk(b, a)).toBe(1);
  });

  it.each([
    ["1.2-r1", "1.2-r01"],
    ["006", "6"],
    ["1.2_p1", "1.2_p01"],
  ])("takes %s and %s for equal", (a, b) => {
    expect(compareApk(a, b)).toBe(0);
  });

  it.each([
    "",
    "a",
    ".1",
    "1.",
    "1..2",
    "1.2A",
    "1.2ab",
    "1.2_",
    "1.2_foo",
    "1.2_rc1a",
    "1.2-r",
    "1.2-1",
    "1-r1-r2",
    "1~",
    "1~xyz",
    "1~AB",
    "1:2",
    "1 ",
    "1\n",
  ])("refuses %j, and gives it no place in the order", (version) => {
    expect(apk.isValid(version)).toBe(false);
    expect(() => compareApk(version, "1")).toThrow(RangeError);
    expect(() => compareApk("1", version)).toThrow(RangeError);
  });

  it.runIf(factsAreThere)(
    `agrees with every fact of apk's own about well-formed versions ${fixturesAreAbsent}`,
    () => {
      const handmade = holdAgainstFacts("alpine-versions.txt", apk);
      const generated = holdAgainstFacts("alpine-versions-generated.txt", apk);
      expect([handmade.contradicted, generated.contradicted]).toEqual([[], []]);
      // Every version that Alpine ever released is well-formed; only the file's "invalid" sections are not.
      expect(generated.refused).toEqual([]);
      expect(handmade.refused).toHaveLength(33);
      expect(generated.agreed).toBeGreaterThan(13_900);
    },
  );
});
