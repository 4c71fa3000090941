import { LIMITS } from "../../limits.ts";
import type { RuleFinding } from "../../model/report.ts";

/** What a rule says beside its message may be a whole package with all its files: it is kept within bounds, or not at all. */
export class DetailKeeper {
  #left: number = LIMITS.detailChars;

  /** @param details a finding's own keys: JSON */
  keep(details: Readonly<Record<string, unknown>>): Pick<RuleFinding, "details" | "detailsLeftOut"> {
    if (Object.keys(details).length === 0) return {};
    const size = JSON.stringify(details).length;
    const tooMuch = tooLarge(size) ?? this.#tooMany(size) ?? tooDeep(details);
    if (tooMuch !== undefined) return { detailsLeftOut: tooMuch };
    this.#left -= size;
    return { details };
  }

  #tooMany(size: number): string | undefined {
    return size <= this.#left
      ? undefined
      : `the findings on one image have more than ${LIMITS.detailChars} characters of details (limit detailChars)`;
  }
}

function tooLarge(size: number): string | undefined {
  return size <= LIMITS.findingDetailChars
    ? undefined
    : `they have ${size} characters, more than ${LIMITS.findingDetailChars} (limit findingDetailChars)`;
}

function tooDeep(details: object): string | undefined {
  return depthOf(details) <= LIMITS.findingDetailDepth
    ? undefined
    : `they have more than ${LIMITS.findingDetailDepth} lists and objects within each other (limit findingDetailDepth)`;
}

/** Of JSON that is small, so that the recursion is, too. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
