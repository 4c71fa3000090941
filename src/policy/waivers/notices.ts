import { grouped } from "../../grouped.ts";
import { LIMITS } from "../../limits.ts";
import type { Notice, ReportedError } from "../../model/report.ts";
import { quoted } from "../../text.ts";
import type { Rule } from "../policy.ts";
import type { Waived } from "./apply.ts";
import { addDays, dayOf, daysBetween } from "./days.ts";
import type { Waiver } from "./waiver.ts";

/** What became of the waivers on one image. */
export type WaiverUse = Pick<Waived, "covering" | "matching">;

const UNUSED = "waiver.unused";

/**
 * What somebody should look after: waivers that stand twice, that end soon, or that are of no use. One that is about other
 * images than those of this run is none of these.
 *
 * @param uses one for each image that was judged
 * @param allJudged whether these are all images of the run: on another, a waiver may be of use
 */
export function waiverNotices(
  waivers: readonly Waiver[],
  uses: readonly WaiverUse[],
  rules: readonly Pick<Rule, "id" | "active" | "offBecause">[],
  { effectiveTime, allJudged }: { readonly effectiveTime: Date; readonly allJudged: boolean },
): Notice[] {
  const today = dayOf(effectiveTime);
  const soon = addDays(today, LIMITS.waiverEndingDays);
  const dormant = new Set(rules.flatMap(({ id, offBecause }) => (offBecause === undefined ? [] : [id])));
  const off = new Set(rules.flatMap(({ id, active }) => (active ? [] : [id])));
  const alike = grouped(waivers, scopeOf);
  return waivers.flatMap((waiver) => {
    const [first = waiver, ...others] = alike.get(scopeOf(waiver)) ?? [];
    if (first !== waiver) return [standsTwice(waiver, first)];
    if (!uses.some(({ covering }) => covering.has(waiver))) return [];
    if (uses.some(({ matching }) => matching.has(waiver))) {
      const isRenewed = others.some(({ until }) => until > soon);
      return today <= waiver.until && waiver.until <= soon && !isRenewed ? [endsSoon(waiver, today)] : [];
    }
    return allJudged && !dormant.has(waiver.rule) ? [isUnused(waiver, off.has(waiver.rule))] : [];
  });
}

/** The same text where two waivers say the same, whoever owns them and however long they hold. */
function scopeOf({ rule, subject, images }: Waiver): string {
  return JSON.stringify([rule, subject, images?.toSorted()]);
}

function standsTwice(waiver: Waiver, first: Waiver): Notice {
  const { line } = first.place();
  return {
    code: "waiver.duplicate",
    message: `${named(waiver)} stands twice${line === undefined ? "" : `, first in line ${line}`}.`,
    hint: "Remove one of them; until then, the one that holds longest counts.",
    location: waiver.place(),
  };
}

function endsSoon(waiver: Waiver, today: string): Notice {
  const days = daysBetween(today, waiver.until);
  const left = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
  return {
    code: "waiver.ending",
    message: `${named(waiver)} ends ${left}, on ${waiver.until}. Its owner is ${waiver.owner}.`,
    hint: "Mend what it is about, or find out whether it may be extended: from the day after, the gate judges without it.",
    location: waiver.place("until"),
  };
}

function isUnused(waiver: Waiver, isOff: boolean): Notice {
  const why = isOff ? "is of no use: the rule is off" : "matches no finding";
  return {
    code: UNUSED,
    message: `${named(waiver)} ${why}.`,
    hint: `Remove it, or look whether rule, subject and images are the ones that you mean. Its owner is ${waiver.owner}.`,
    location: waiver.place(),
  };
}

function named({ rule, subject }: Waiver): string {
  return `The waiver for ${rule} on ${quoted(subject)}`;
}

/** Why there is no verdict with `strict: true`, where a waiver is of no use. */
export function strictError(notices: readonly Notice[]): ReportedError | undefined {
  const [first, ...others] = notices.filter(({ code }) => code === UNUSED);
  if (first === undefined) return undefined;
  const more =
    others.length === 0 ? "" : ` So ${others.length === 1 ? "is one more" : `are ${others.length} more`}.`;
  return {
    ...first,
    code: "config.unused-waiver",
    message: `${first.message} With strict: true that is an error.${more}`,
  };
}
