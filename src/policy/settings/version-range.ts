import { LumogateError } from "../../model/error.ts";
import type { Ordering } from "../../versions/ordering.ts";
import { invalidBound, parseRange } from "../../versions/range.ts";
import { problemAt, type SettingsProblem } from "./settings.ts";

/**
 * What is wrong with a version range.
 *
 * @param orderings those it may be used with: its bounds have to be versions in one of them at least
 */
export function checkRange(
  text: string,
  orderings: readonly Ordering[],
  path: readonly (string | number)[],
): SettingsProblem[] {
  try {
    const range = parseRange(text);
    const wrong = orderings.map((ordering) => ({ ordering, bound: invalidBound(range, ordering) }));
    if (wrong.some(({ bound }) => bound === undefined)) return [];
    const reasons = wrong.map(
      ({ ordering, bound }) => `${JSON.stringify(bound?.version)} is not ${ordering.syntax}`,
    );
    return [
      problemAt(
        path,
        "version.bad-range",
        `${JSON.stringify(text)} is not a version range: ${reasons.join(", and ")}.`,
      ),
    ];
  } catch (error) {
    if (error instanceof LumogateError) return [problemAt(path, error.code, error.message, error.hint)];
    throw error;
  }
}
