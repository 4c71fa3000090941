import { builtinGroup } from "./builtin.ts";
import { operand, textOperand } from "./values/operands.ts";
import { regoNumber } from "./values/rego-number.ts";
import { compareTexts } from "./values/rego-order.ts";

/** https://semver.org, by OPA's reading: a leading `v` may stand there. */
export const SEMVER = builtinGroup([
  [
    "semver.compare",
    (args) => {
      const [a, b] = [1, 2].map((position) => {
        const text = textOperand(args, position);
        const version = parse(text);
        if (version === undefined)
          throw new RangeError(`operand ${position}: string "${text}" is not a valid SemVer`);
        return version;
      }) as [Version, Version];
      return regoNumber(Math.sign(compare(a, b)));
    },
  ],
  [
    "semver.is_valid",
    (args) => {
      const text = operand(args, 1);
      return typeof text === "string" && parse(text) !== undefined;
    },
  ],
]);

interface Version {
  readonly numbers: readonly bigint[];
  readonly preRelease: string;
}

const NUMBER = "(0|[1-9]\\d*)";
const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const SYNTAX = new RegExp(
  `^v?${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`,
);
const INT64_MAX = 2n ** 63n - 1n;

function parse(text: string): Version | undefined {
  const [, major, minor, patch, preRelease = ""] = SYNTAX.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const numbers = [major, minor, patch].map(BigInt);
  if (numbers.some((each) => each > INT64_MAX)) return undefined;
  if (preRelease.split(".").some((each) => /^0\d+$/.test(each))) return undefined;
  return { numbers, preRelease };
}

function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.preRelease === b.preRelease) return 0;
  // A version without one is the later one.
  if (a.preRelease === "" || b.preRelease === "") return a.preRelease === "" ? 1 : -1;
  return comparePreReleases(a.preRelease.split("."), b.preRelease.split("."));
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers come before words. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (!isNumber) return compareTexts(a, b);
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
