import { compareDigits, type Order, type Ordering } from "./ordering.ts";

/**
 * Numbers with dots or hyphens between them, of which a longer one that begins alike is the greater: R's package_version, and
 * Haskell's package versioning policy.
 */
export const dottedNumbers: Ordering = {
  syntax: "numbers with dots or hyphens between them",
  isValid: (version) => /^\d+(?:[.-]\d+)*$/.test(version),
  compare,
};

function compare(a: string, b: string): Order {
  const [left, right] = [parse(a), parse(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, other] = [left[index], right[index]];
    if (mine === undefined || other === undefined) return mine === undefined ? -1 : 1;
    const order = compareDigits(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}

function parse(version: string): string[] {
  if (!dottedNumbers.isValid(version))
    throw new RangeError(`${JSON.stringify(version)} is not ${dottedNumbers.syntax}`);
  return version.split(/[.-]/);
}
