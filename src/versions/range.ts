import { LumogateError } from "../model/error.ts";
import type { Order, Ordering } from "./ordering.ts";

/** A version range, parsed: one of the alternatives must hold, and each of its bounds. */
export interface Range {
  readonly text: string;
  readonly alternatives: readonly (readonly Bound[])[];
}

export interface Bound {
  readonly operator: Operator;
  readonly version: string;
}

const OPERATORS = {
  "<": (order: Order) => order < 0,
  "<=": (order: Order) => order <= 0,
  "=": (order: Order) => order === 0,
  "==": (order: Order) => order === 0,
  "!=": (order: Order) => order !== 0,
  ">=": (order: Order) => order >= 0,
  ">": (order: Order) => order > 0,
} as const satisfies Record<string, (order: Order) => boolean>;

export type Operator = keyof typeof OPERATORS;

/**
 * Reads a range: `< 3.0.11`, `>= 1.2, < 2` (a comma is "and"), `< 1.1 || = 1.5` (two bars are "or", and bind less);
 * a version alone means exactly that one. Whether a bound is a version at all depends on the ecosystem:
 * `invalidBound` tells.
 *
 * @throws LumogateError `version.bad-range`
 */
export function parseRange(text: string): Range {
  const alternatives = text
    .split("||")
    .map((each) => each.split(",").map((part) => parseBound(part.trim(), text)));
  return { text, alternatives };
}

/** The first bound that is not a version in this ordering; undefined when all are. */
export function invalidBound(range: Range, ordering: Ordering): Bound | undefined {
  return range.alternatives.flat().find(({ version }) => !ordering.isValid(version));
}

/**
 * True where the version lies in the range.
 *
 * @throws LumogateError `version.invalid` where the version or a bound has no place in the ordering: then nobody can
 *   say, and neither yes nor no would be the truth
 */
export function satisfiesRange(version: string, range: Range, ordering: Ordering): boolean {
  const wrong = ordering.isValid(version) ? invalidBound(range, ordering)?.version : version;
  if (wrong !== undefined) {
    throw new LumogateError(
      "version.invalid",
      `The version ${JSON.stringify(version)} cannot be compared with ${JSON.stringify(range.text)}: ${JSON.stringify(wrong)} is not ${ordering.syntax}.`,
    );
  }
  return range.alternatives.some((bounds) =>
    bounds.every((bound) => OPERATORS[bound.operator](ordering.compare(version, bound.version))),
  );
}

function parseBound(part: string, text: string): Bound {
  const [, written = "", version = ""] = /^([^A-Za-z0-9\s]*)\s*(.*)$/s.exec(part) ?? [];
  if (written === "" && version === "") throw badRange(text, "a comparison is missing");
  const operator = written === "" ? "=" : written;
  if (!isOperator(operator))
    throw badRange(text, `${JSON.stringify(operator)} is not one of ${operatorList()}`);
  if (version === "") throw badRange(text, `no version follows ${JSON.stringify(operator)}`);
  if (/[\s|<>=!]/.test(version)) {
    throw badRange(
      text,
      `${JSON.stringify(version)} is not one version; join comparisons by "," (and) or "||" (or)`,
    );
  }
  return { operator, version };
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(OPERATORS, text);
}

function operatorList(): string {
  return Object.keys(OPERATORS).join(" ");
}

function badRange(text: string, problem: string): LumogateError {
  return new LumogateError(
    "version.bad-range",
    `${JSON.stringify(text)} is not a version range: ${problem}.`,
    {
      hint: `Write comparisons (${operatorList()}) joined by "," (and) or "||" (or): ">= 1.2, < 2". A version alone means exactly that one.`,
    },
  );
}
