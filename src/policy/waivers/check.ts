import { LumogateError } from "../../model/error.ts";
import { didYouMean, whichRules } from "../../nearest.ts";
import { addDays, dayOf } from "./days.ts";
import type { Waiver } from "./waiver.ts";

/**
 * Checks waivers against the rules that there are, and against the calendar.
 *
 * @param ids of all rules, also of those that are off
 * @param days how many days ahead a waiver may end
 * @throws LumogateError `config.unknown-rule`, `config.waiver-days`
 */
export function checkWaivers(
  waivers: readonly Waiver[],
  ids: readonly string[],
  effectiveTime: Date,
  days: number,
): void {
  const latest = addDays(dayOf(effectiveTime), days);
  for (const { rule, until, place } of waivers) {
    if (!ids.includes(rule)) {
      throw new LumogateError(
        "config.unknown-rule",
        `There is a waiver for the rule ${JSON.stringify(rule)}, which does not exist.${didYouMean(rule, ids)}`,
        { location: place("rule"), hint: whichRules(rule, ids) },
      );
    }
    if (until > latest) {
      throw new LumogateError(
        "config.waiver-days",
        `The waiver for ${rule} is to hold until ${until}, more than ${days} days ahead (waiver-days).`,
        {
          location: place("until"),
          hint: `Today it may hold until ${latest} at most. What is to stay for ever belongs into the rule's settings.`,
        },
      );
    }
  }
}
