import { compareText } from "../text.ts";

/** The order of versions in one ecosystem: that of its own package manager, to the last corner. */
export interface Ordering {
  /** What a version is, for the sentence that refuses one: `dpkg's [epoch:]upstream[-revision]`. */
  readonly syntax: string;
  /** True where nearly any text is a version: then that one is says nothing of whether it was meant as one. */
  readonly isLenient?: boolean;
  /** True for a version that the package manager itself takes for well-formed. */
  isValid(version: string): boolean;
  /**
   * Where `a` stands before, at or after `b`. Both must be valid: what the package manager would refuse
   * has no place in its order, so asking is a RangeError, never an answer.
   */
  compare(a: string, b: string): Order;
}

export type Order = -1 | 0 | 1;

/** Two runs of digits of any length as numbers; a number type would round the long ones. */
export function compareDigits(a: string, b: string): Order {
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  return orderOf(left.length - right.length) || compareText(left, right);
}

export function orderOf(difference: number): Order {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}
