import { grouped } from "../../grouped.ts";
import { LIMITS } from "../../limits.ts";
import type { Finding, FindingWaiver, RuleFinding } from "../../model/report.ts";
import { compareText } from "../../text.ts";
import { addDays, dayOf } from "./days.ts";
import { compileGlob, type Glob } from "./glob.ts";
import { waiverSnippet } from "./snippet.ts";
import { type Waiver, waiverSubject } from "./waiver.ts";

/** What is asked of every finding: by what waivers, when, and how long a new one could hold. */
export interface WaiverTerms {
  readonly waivers: readonly Waiver[];
  readonly effectiveTime: Date;
  /** For the waiver that each finding shows: the last day on which it would hold. */
  readonly proposedUntil: string;
}

/** @param days how many days ahead a waiver may end */
export function waiverTerms(waivers: readonly Waiver[], effectiveTime: Date, days: number): WaiverTerms {
  const proposed = Math.min(days, LIMITS.waiverProposalDays);
  return { waivers, effectiveTime, proposedUntil: addDays(dayOf(effectiveTime), proposed) };
}

export interface Waived {
  readonly findings: readonly Finding[];
  /** Those that are about this image. */
  readonly covering: ReadonlySet<Waiver>;
  /** Those of them that are about a finding, also where they have ended. */
  readonly matching: ReadonlySet<Waiver>;
}

/**
 * Says of each finding on one image which waiver is about it. None is dropped: whether one fails is decided in
 * `model/verdict.ts`.
 *
 * @param names what the image is called, and its digests
 */
export function applyWaivers(
  findings: readonly RuleFinding[],
  { waivers, effectiveTime, proposedUntil }: WaiverTerms,
  names: readonly string[],
): Waived {
  const covering = waivers.filter(({ images }) => coversImage(images, names));
  // A configuration can have thousands, and an image as many findings.
  const compiled = covering.map((waiver): CompiledWaiver => ({ waiver, fits: compileGlob(waiver.subject) }));
  const byRule = grouped(compiled, ({ waiver }) => waiver.rule);
  const matching = new Set<Waiver>();
  const today = dayOf(effectiveTime);
  const waived = findings.map((finding): Finding => {
    const subject = waiverSubject(finding);
    const about = (byRule.get(finding.rule) ?? []).flatMap(({ waiver, fits }) =>
      fits(subject) ? [waiver] : [],
    );
    about.forEach((waiver) => matching.add(waiver));
    const waiver = strongest(about, today);
    return {
      ...finding,
      ...(waiver === undefined ? {} : { waiver }),
      waiverSnippet: waiverSnippet(finding, proposedUntil),
    };
  });
  return { findings: waived, covering: new Set(covering), matching };
}

function coversImage(images: readonly string[] | undefined, names: readonly string[]): boolean {
  return images === undefined || images.map(compileGlob).some((glob) => names.some(glob));
}

interface CompiledWaiver {
  readonly waiver: Waiver;
  readonly fits: Glob;
}

/** The one that holds longest: if that has ended, they all have. */
function strongest(about: readonly Waiver[], today: string): FindingWaiver | undefined {
  const [last] = about.toSorted((a, b) => compareText(b.until, a.until));
  if (last === undefined) return undefined;
  const { reason, owner, until, place } = last;
  return { status: today <= until ? "holds" : "ended", reason, owner, until, location: place() };
}
