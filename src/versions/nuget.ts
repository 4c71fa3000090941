import { compareDigits, type Order, type Ordering } from "./ordering.ts";
import { comparePrereleases } from "./semver.ts";

/** NuGet's order: a semantic version in which a fourth number counts and the case of letters does not. */
export const nuget: Ordering = {
  syntax: "a NuGet version, major.minor[.patch[.revision]][-prerelease][+metadata]",
  isValid: (version) => VERSION.test(version),
  compare,
};

const VERSION = /^[vV]?(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.+-]*)?$/;

function compare(a: string, b: string): Order {
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < 4; index += 1) {
    const order = compareDigits(left.numbers[index] ?? "0", right.numbers[index] ?? "0");
    if (order !== 0) return order;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

function parse(version: string): {
  readonly numbers: readonly string[];
  readonly prerelease: readonly string[];
} {
  const [, numbers, prerelease] = VERSION.exec(version) ?? [];
  if (numbers === undefined) throw new RangeError(`${JSON.stringify(version)} is not ${nuget.syntax}`);
  return { numbers: numbers.split("."), prerelease: prerelease?.toLowerCase().split(".") ?? [] };
}
