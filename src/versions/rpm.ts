import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";
import { compareText } from "../text.ts";

/** rpm's order of [epoch:]version[-release], rpm-version(7), as rpm itself compares (rpmio/rpmvercmp.c, rpmver.c). */
export const rpm: Ordering = {
  isLenient: true,
  syntax: "an rpm version, [epoch:]version[-release]",
  isValid: (version) => parse(version) !== undefined,
  compare: compareRpm,
};

interface RpmVersion {
  /** Empty where there is none, which is the same as 0. */
  readonly epoch: string;
  readonly version: string;
  readonly release: string | undefined;
}

/** @throws RangeError where one of them is no version of an rpm */
export function compareRpm(a: string, b: string): Order {
  const left = parseOrThrow(a);
  const right = parseOrThrow(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareSegments(left.version, right.version) ||
    compareReleases(left.release, right.release)
  );
}

/**
 * Parts a version as rpm's rpmverParse does, which takes nearly everything: an epoch is digits before a colon, a release
 * follows the last hyphen and may be empty. Blanks stand in none.
 */
function parse(text: string): RpmVersion | undefined {
  const [, epoch] = /^(\d*):/.exec(text) ?? [];
  const rest = epoch === undefined ? text : text.slice(epoch.length + 1);
  const hyphen = rest.lastIndexOf("-");
  const version = hyphen < 0 ? rest : rest.slice(0, hyphen);
  if (version === "" || /[\s\p{Cc}]/u.test(text)) return undefined;
  return { epoch: epoch ?? "", version, release: hyphen < 0 ? undefined : rest.slice(hyphen + 1) };
}

function parseOrThrow(version: string): RpmVersion {
  const parsed = parse(version);
  if (parsed === undefined) throw new RangeError(`${JSON.stringify(version)} is not ${rpm.syntax}`);
  return parsed;
}

/** A version without a release stands before all releases of it. */
function compareReleases(a: string | undefined, b: string | undefined): Order {
  if (a === undefined || b === undefined) return orderOf(Number(a !== undefined) - Number(b !== undefined));
  return compareSegments(a, b);
}

/**
 * Runs of digits and of letters one after the other; whatever stands between them only parts them. Digits are newer than
 * letters, and more segments are newer than fewer, but for what a tilde begins, which is older than nothing, and a caret.
 */
function compareSegments(a: string, b: string): Order {
  const left = segments(a);
  const right = segments(b);
  for (let index = 0; ; index++) {
    const [mine, other] = [left[index], right[index]];
    if (mine === undefined && other === undefined) return 0;
    const order = compareSegment(mine, other);
    if (order !== 0) return order;
  }
}

function segments(part: string): readonly string[] {
  return part.match(/\d+|[A-Za-z]+|[~^]/g) ?? [];
}

/** @param mine undefined at the end */
function compareSegment(mine: string | undefined, other: string | undefined): Order {
  const ranks = orderOf(rank(mine) - rank(other));
  if (ranks !== 0 || mine === undefined || other === undefined) return ranks;
  return rank(mine) === DIGITS ? compareDigits(mine, other) : compareText(mine, other);
}

/** `1~rc` before `1` before `1^git` before `1.a` before `1.1`. */
function rank(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === "~") return 0;
  if (segment === "^") return 2;
  return /^\d/.test(segment) ? DIGITS : 3;
}

const DIGITS = 4;
