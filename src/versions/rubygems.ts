import { compareText } from "../text.ts";
import { compareDigits, type Order, type Ordering } from "./ordering.ts";

/** RubyGems' order, Gem::Version: a word in a version makes it one that is no release yet. */
export const rubygems: Ordering = {
  syntax: "a RubyGems version, number{.number or word}",
  isValid: (version) => VERSION.test(version),
  compare,
};

/** Older gems have words without a dot in front. */
const VERSION = /^\d[0-9A-Za-z]*(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function compare(a: string, b: string): Order {
  const [left, right] = [segments(a), segments(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine = "0", other = "0"] = [left[index], right[index]];
    const [isNumber, isOtherNumber] = [isDigits(mine), isDigits(other)];
    if (isNumber !== isOtherNumber) return isNumber ? 1 : -1;
    const order = isNumber ? compareDigits(mine, other) : compareText(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}

/** Zeros before the first word and at the end say nothing. */
function segments(version: string): string[] {
  if (!rubygems.isValid(version))
    throw new RangeError(`${JSON.stringify(version)} is not ${rubygems.syntax}`);
  const all = version.replaceAll("-", ".pre.").match(/\d+|[A-Za-z]+/g) ?? [];
  const word = all.findIndex((segment) => !isDigits(segment));
  const numbers = word === -1 ? all : all.slice(0, word);
  return [...withoutZeros(numbers), ...withoutZeros(word === -1 ? [] : all.slice(word))];
}

function withoutZeros(some: readonly string[]): readonly string[] {
  return some.slice(0, some.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}

function isDigits(text: string): boolean {
  return /^\d/.test(text);
}
