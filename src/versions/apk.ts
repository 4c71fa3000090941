import { compareText } from "../text.ts";
import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";

/**
 * Alpine's order, apk-package(5), as apk-tools compares. Digits behind the letter, `1.9.5p2`, were well-formed up to
 * apk-tools 2.12 only; images of that age hold them, so they keep their place in the order.
 */
export const apk: Ordering = {
  syntax: "an Alpine version, number{.number}[letter[number]]{_suffix[number]}[~hash][-rN]",
  isValid: (version) => VERSION.test(version),
  compare: compareApk,
};

/** Before a release come the first four, after it the others; each list in its own order. */
const PRE_RELEASE = ["alpha", "beta", "pre", "rc"];
const POST_RELEASE = ["cvs", "svn", "git", "hg", "p"];
const SUFFIXES = [...PRE_RELEASE, ...POST_RELEASE];

const VERSION = new RegExp(
  String.raw`^\d+(?:\.\d+)*(?:[a-z]\d*)?(?:_(?:${SUFFIXES.join("|")})\d*)*(?:~[0-9a-f]+)?(?:-r\d+)?$`,
);

/**
 * The parts of a version, from the weightiest: where two versions part ways, the one that goes on with the
 * weightier part is the greater one. `1.2.1` > `1.2a` > `1.2_p1` > `1.2-r1` > `1.2`.
 */
const KINDS = [
  "first",
  "number",
  "letter",
  "letterNumber",
  "suffix",
  "suffixNumber",
  "hash",
  "revision",
  "end",
] as const;
type Kind = (typeof KINDS)[number];

interface Part {
  readonly kind: Kind;
  readonly text: string;
}

const END: Part = { kind: "end", text: "" };

/** @throws RangeError where one of them is not a version that apk takes */
export function compareApk(a: string, b: string): Order {
  const left = parts(a);
  const right = parts(b);
  for (let index = 0; ; index++) {
    const mine = left[index] ?? END;
    const other = right[index] ?? END;
    if (mine.kind !== other.kind) return compareKinds(mine, other);
    if (mine.kind === "end") return 0;
    const order = COMPARE[mine.kind](mine.text, other.text);
    if (order !== 0) return order;
  }
}

function parts(version: string): Part[] {
  if (!apk.isValid(version)) throw new RangeError(`${JSON.stringify(version)} is not ${apk.syntax}`);
  const result: Part[] = [];
  for (const [text] of version.matchAll(/\.\d+|_[a-z]+|~[0-9a-f]+|-r\d+|\d+|[a-z]/g)) {
    result.push(partOf(text, result.at(-1)?.kind));
  }
  return result;
}

function partOf(text: string, before: Kind | undefined): Part {
  switch (text.charAt(0)) {
    case ".":
      return { kind: "number", text: text.slice(1) };
    case "_":
      return { kind: "suffix", text: text.slice(1) };
    case "~":
      return { kind: "hash", text: text.slice(1) };
    case "-":
      return { kind: "revision", text: text.slice(2) };
    default:
      if (before === undefined) return { kind: "first", text };
      if (before === "suffix") return { kind: "suffixNumber", text };
      return { kind: before === "letter" ? "letterNumber" : "letter", text };
  }
}

/** How two parts of one kind compare. */
const COMPARE = {
  first: compareDigits,
  // As a fraction would where a zero leads: 1.05 < 1.4, though 5 > 4.
  number: (mine, other) =>
    mine.startsWith("0") || other.startsWith("0") ? compareText(mine, other) : compareDigits(mine, other),
  letter: compareText,
  letterNumber: compareDigits,
  suffix: (mine, other) => orderOf(SUFFIXES.indexOf(mine) - SUFFIXES.indexOf(other)),
  suffixNumber: compareDigits,
  hash: compareText,
  revision: compareDigits,
  end: () => 0,
} as const satisfies Record<Kind, (mine: string, other: string) => Order>;

function compareKinds(mine: Part, other: Part): Order {
  if (isPreRelease(mine)) return -1;
  if (isPreRelease(other)) return 1;
  return orderOf(KINDS.indexOf(other.kind) - KINDS.indexOf(mine.kind));
}

function isPreRelease({ kind, text }: Part): boolean {
  return kind === "suffix" && PRE_RELEASE.includes(text);
}
