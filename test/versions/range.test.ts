import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { dpkg } from "../../src/versions/dpkg.ts";
import { satisfies } from "../../src/versions/index.ts";
import { parseRange, satisfiesRange } from "../../src/versions/range.ts";

describe("a version range", () => {
  it.each([
    ["< 2", ["1.9"], ["2", "2.1"]],
    ["<= 2", ["1.9", "2"], ["2.1"]],
    ["> 2", ["2.1"], ["1.9", "2"]],
    [">= 2", ["2", "2.1"], ["1.9"]],
    ["= 2", ["2", "0:2"], ["2.0", "1:2"]],
    ["==2", ["2"], ["2.0"]],
    ["!= 2", ["1", "3"], ["2"]],
    ["2", ["2"], ["2-1", "2.0"]],
    [">= 1.2, < 2", ["1.2", "1.9-3"], ["1.1", "2"]],
    ["< 1 || > 3", ["0.5", "4"], ["1", "2", "3"]],
    [">=1,<2||=5", ["1.5", "5"], ["0.9", "2", "6"]],
    ["  <2  ", ["1"], ["3"]],
    ["< 1:1.0", ["9.9", "0:3"], ["1:1.0", "2:0"]],
  ])("%j takes what it says", (text, inside, outside) => {
    const range = parseRange(text);
    const taken = [...inside, ...outside].filter((version) => satisfiesRange(version, range, dpkg));
    expect(taken).toEqual(inside);
  });

  it.each([
    ["", "a comparison is missing"],
    ["< 1,", "a comparison is missing"],
    ["|| < 1", "a comparison is missing"],
    ["~> 3.0", '"~>" is not one of < <= = == != >= >'],
    ["=> 3.0", '"=>" is not one of'],
    ["<< 3.0", '"<<" is not one of'],
    ["≥ 3", '"≥" is not one of'],
    ["*", '"*" is not one of'],
    ["<", 'no version follows "<"'],
    [">= 1 < 2", '"1 < 2" is not one version'],
    ["< 1 | < 2", '"1 | < 2" is not one version'],
    ["1 - 2", '"1 - 2" is not one version'],
  ])("%j is refused with the reason", (text, reason) => {
    const error = caught(() => parseRange(text));
    expect(error.code).toBe("version.bad-range");
    expect(error.message).toContain(`${JSON.stringify(text)} is not a version range: `);
    expect(error.message).toContain(reason);
  });

  it("says neither yes nor no about what is not a version", () => {
    const outcomes = [
      caught(() => satisfies("deb", "v1", "< 2")),
      caught(() => satisfies("deb", "1", "< 3, < v2")),
      caught(() => satisfies("apk", "1:2", "!= 1")),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([
      "version.invalid",
      "version.invalid",
      "version.invalid",
    ]);
    expect(outcomes.map(({ message }) => message)).toEqual([
      'The version "v1" cannot be compared with "< 2": "v1" is not a Debian version, [epoch:]upstream[-revision].',
      'The version "1" cannot be compared with "< 3, < v2": "v2" is not a Debian version, [epoch:]upstream[-revision].',
      expect.stringContaining('"1:2" is not an Alpine version'),
    ]);
  });
});

describe("the register of orderings", () => {
  it("compares each type by its own package manager's order", () => {
    expect(satisfies("deb", "1.0a", "< 1.0+1")).toBe(true);
    expect(satisfies("apk", "1.0_rc1", "< 1.0")).toBe(true);
    expect(() => satisfies("deb", "1.0_rc1", "< 1.0")).toThrow(LumogateError);
  });

  it("refuses a type that it has no order for", () => {
    expect(caught(() => satisfies("toString", "1", "< 2")).code).toBe("version.unknown-type");
    expect(caught(() => satisfies("oci", "1", "< 2")).message).toContain("it knows deb, opkg, apk");
  });

  it.each([
    ["os/debian", "12", ">= 12", true],
    ["os/debian", "12.5", ">= 12", true],
    ["os/debian", "11", ">= 12", false],
    ["os/ubuntu", "22.10", "> 22.04", true],
    ["os/rhel", "8.10", ">= 8.9", true],
    ["os/alpine", "3.9.6", ">= 3.20", false],
    ["os/alpine", "3.20.1", ">= 3.20", true],
    ["os/alpine", "3.21.0_alpha20240923", ">= 3.21.0", false],
  ])("%s %s, asked for %s: %j", (type, version, range, answer) => {
    expect(satisfies(type, version, range)).toBe(answer);
  });
});

function caught(run: () => unknown): LumogateError {
  try {
    run();
  } catch (error) {
    if (error instanceof LumogateError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
