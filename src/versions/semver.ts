import { compareText } from "../text.ts";
import { compareDigits, type Order, type Ordering } from "./ordering.ts";

/**
 * Semantic Versioning 2.0.0, section 11, as npm, cargo and others have it. More lenient, since images hold more than was ever
 * published: a "v" in front, parts that are missing (they are 0), and parts behind the third (no part of the order).
 */
export const semver: Ordering = {
  syntax: "a semantic version, major.minor.patch[-prerelease][+build]",
  isValid: (version) => parse(version) !== undefined,
  compare: (a, b) => {
    const [left, right] = [parseOrThrow(a), parseOrThrow(b)];
    return compareReleases(left, right);
  },
};

/** Dart's pub: the same, but what stands behind the plus decides last, and none of it is before any of it. */
export const pub: Ordering = {
  ...semver,
  compare: (a, b) => {
    const [left, right] = [parseOrThrow(a), parseOrThrow(b)];
    return compareReleases(left, right) || compareIdentifiers(left.build, right.build);
  },
};

/** Go's modules, and Go itself, whose versions have no hyphen before what is no release yet: `1.22rc1`. */
export const golang: Ordering = {
  syntax: "a Go version, [v]major.minor.patch[-prerelease][+build]",
  isValid: (version) => semver.isValid(asSemver(version)),
  compare: (a, b) => semver.compare(asSemver(a), asSemver(b)),
};

function asSemver(version: string): string {
  return version.replace(/^(?:go)?(\d+(?:\.\d+){0,2})(beta|rc)(\d+)$/, "$1-$2.$3");
}

interface SemanticVersion {
  readonly numbers: readonly string[];
  readonly prerelease: readonly string[];
  readonly build: readonly string[];
}

const VERSION = /^[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.+-]*))?$/;

function parse(version: string): SemanticVersion | undefined {
  const [, numbers, prerelease, build] = VERSION.exec(version) ?? [];
  if (numbers === undefined) return undefined;
  return {
    numbers: numbers.split(".").slice(0, 3),
    prerelease: identifiers(prerelease),
    build: identifiers(build),
  };
}

function identifiers(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : text.split(".");
}

function parseOrThrow(version: string): SemanticVersion {
  const parsed = parse(version);
  if (parsed === undefined) throw new RangeError(`${JSON.stringify(version)} is not ${semver.syntax}`);
  return parsed;
}

function compareReleases(left: SemanticVersion, right: SemanticVersion): Order {
  for (let index = 0; index < 3; index += 1) {
    const order = compareDigits(left.numbers[index] ?? "0", right.numbers[index] ?? "0");
    if (order !== 0) return order;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/**
 * What comes before a release: none of it is the release itself, and the greatest.
 *
 * @param left identifiers, as the dots separate them
 */
export function comparePrereleases(left: readonly string[], right: readonly string[]): Order {
  if (left.length === 0 || right.length === 0)
    return left.length === right.length ? 0 : left.length === 0 ? 1 : -1;
  return compareIdentifiers(left, right);
}

/** Numbers as numbers, and before all words; of two lists that begin alike, the longer one is the greater. */
function compareIdentifiers(left: readonly string[], right: readonly string[]): Order {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, other] = [left[index], right[index]];
    if (mine === undefined || other === undefined) return mine === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(mine), /^\d+$/.test(other)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    const order = isNumber ? compareDigits(mine, other) : compareText(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}
