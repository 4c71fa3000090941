import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";

/**
 * PHP's order, version_compare(), by which Composer and WordPress compare: numbers, and words between them of which a few have
 * a place in the order and all others stand before those.
 */
export const php: Ordering = {
  isLenient: true,
  syntax: "a version as PHP compares them, numbers and words with . - _ or + between them",
  // What ends with a separator is not even equal to itself in PHP.
  isValid: (version) => /^[0-9A-Za-z.#_+~^-]*[0-9A-Za-z#~^]$/.test(version),
  compare: (a, b) => compareParts(parts(a), parts(b)),
};

/** A number has the place of "#". A word counts by how it begins, and the first in this list that fits decides. */
const FORMS: readonly (readonly [word: string, place: number])[] = [
  ["dev", 0],
  ["alpha", 1],
  ["a", 1],
  ["beta", 2],
  ["b", 2],
  ["RC", 3],
  ["rc", 3],
  ["#", 4],
  ["pl", 5],
  ["p", 5],
];

const NUMBER = "#N#";

/** `v1.0-beta2` as ["1", "0", "beta", "2"]. */
function parts(version: string): string[] {
  if (!php.isValid(version)) throw new RangeError(`${JSON.stringify(version)} is not ${php.syntax}`);
  return version.replace(/^[vV](?=\d)/, "").match(/\d+|[^\d._+-]+/g) ?? [];
}

function compareParts(left: readonly string[], right: readonly string[]): Order {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, other] = [left[index], right[index]];
    // What one has and the other has not: a number makes it greater, and a word as it would beside a number.
    if (mine === undefined) return orderOf(-compareRest(right.slice(index)));
    if (other === undefined) return compareRest(left.slice(index));
    const order = comparePart(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}

function compareRest(rest: readonly string[]): Order {
  return isNumber(rest[0] ?? "") ? 1 : compareParts(rest, [NUMBER]);
}

function comparePart(mine: string, other: string): Order {
  if (isNumber(mine) && isNumber(other)) return compareDigits(mine, other);
  return orderOf(placeOf(mine) - placeOf(other));
}

function placeOf(part: string): number {
  const word = isNumber(part) ? NUMBER : part;
  return FORMS.find(([form]) => word.startsWith(form))?.[1] ?? -1;
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}
