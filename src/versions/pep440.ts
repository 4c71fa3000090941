import { compareText } from "../text.ts";
import { compareLegacy } from "./pep440-legacy.ts";
import { compareDigits, type Order, type Ordering, orderOf } from "./ordering.ts";

/**
 * Python's order, PEP 440. What is no version by it but was one to older tools (`0.1-bulbasaur`) stands before all that are, in
 * the order of setuptools then.
 */
export const pep440: Ordering = {
  isLenient: true,
  syntax: "a Python version, [epoch!]release[{a|b|rc}N][.postN][.devN][+local]",
  isValid: (version) => version !== "" && /^[\x21-\x7e]+$/.test(version),
  compare: comparePep440,
};

interface PythonVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  /** What stands behind the release, as far as it is there. */
  readonly pre: readonly [phase: number, number: string] | undefined;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

/** PEP 440, appendix B, in small letters. */
const VERSION = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    String.raw`(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>\d*))?`,
    String.raw`(?:-(?<implicit>\d+)|(?<isPost>[-_.]?(?:post|rev|r)[-_.]?(?<post>\d*)))?`,
    String.raw`(?<isDev>[-_.]?dev[-_.]?(?<dev>\d*))?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
  ].join(""),
);

const PHASES = ["a", "b", "rc"];
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["alpha", "a"],
  ["beta", "b"],
  ["c", "rc"],
  ["pre", "rc"],
  ["preview", "rc"],
]);

function comparePep440(a: string, b: string): Order {
  for (const version of [a, b])
    if (!pep440.isValid(version)) throw new RangeError(`${JSON.stringify(version)} is not ${pep440.syntax}`);
  const [left, right] = [parse(a), parse(b)];
  if (left !== undefined && right !== undefined) return compareVersions(left, right);
  if (left === undefined && right === undefined) return compareLegacy(a, b);
  return left === undefined ? -1 : 1;
}

function parse(version: string): PythonVersion | undefined {
  const groups = VERSION.exec(version.toLowerCase())?.groups;
  if (groups === undefined) return undefined;
  const { epoch = "0", release = "", phase, pre, implicit, isPost, post, isDev, dev, local } = groups;
  return {
    epoch,
    release: release.split("."),
    pre: phase === undefined ? undefined : [PHASES.indexOf(SPELLINGS.get(phase) ?? phase), pre ?? ""],
    post: implicit ?? (isPost === undefined ? undefined : post),
    dev: isDev === undefined ? undefined : dev,
    local: local?.split(/[-_.]/) ?? [],
  };
}

function compareVersions(left: PythonVersion, right: PythonVersion): Order {
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareReleases(left.release, right.release) ||
    orderOf(phaseOf(left) - phaseOf(right)) ||
    compareDigits(left.pre?.[1] ?? "", right.pre?.[1] ?? "") ||
    compareOptional(left.post, right.post, "first") ||
    compareOptional(left.dev, right.dev, "last") ||
    compareLocals(left.local, right.local)
  );
}

function compareReleases(left: readonly string[], right: readonly string[]): Order {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareDigits(left[index] ?? "0", right[index] ?? "0");
    if (order !== 0) return order;
  }
  return 0;
}

/** `1.0.dev1` comes before `1.0a1`, though `1.0a1.dev1` is of the phase of `1.0a1`. */
function phaseOf({ pre, post, dev }: PythonVersion): number {
  if (pre !== undefined) return pre[0];
  return dev !== undefined && post === undefined ? -1 : PHASES.length;
}

/** @param missing where one that has no such part stands */
function compareOptional(
  mine: string | undefined,
  other: string | undefined,
  missing: "first" | "last",
): Order {
  if (mine !== undefined && other !== undefined) return compareDigits(mine, other);
  if (mine === other) return 0;
  return (mine === undefined) === (missing === "first") ? -1 : 1;
}

/** Words before numbers, and what goes on before what does not: a local version is later than the same one without. */
function compareLocals(left: readonly string[], right: readonly string[]): Order {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [mine, other] = [left[index], right[index]];
    if (mine === undefined || other === undefined) return mine === undefined ? -1 : 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(mine), /^\d+$/.test(other)];
    if (isNumber !== isOtherNumber) return isNumber ? 1 : -1;
    const order = isNumber ? compareDigits(mine, other) : compareText(mine, other);
    if (order !== 0) return order;
  }
  return 0;
}
