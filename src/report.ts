import type { Evidence, Inventory, Layer, Package } from "./model/inventory.ts";
import {
  type FailOn,
  type Finding,
  type FindingLocation,
  type JudgedImage,
  type Notice,
  OUTCOMES,
  REPORT_SCHEMA,
  type Report,
  type ReportedError,
  type RuleOutcome,
  SEVERITIES,
} from "./model/report.ts";
import { countFindings, exitCode, isWaived, joinVerdicts } from "./model/verdict.ts";
import type { Policy } from "./policy/policy.ts";
import { cut } from "./policy/findings/results.ts";
import type { WaiverUse } from "./policy/waivers/notices.ts";
import { compareText } from "./text.ts";
import { VERSION } from "./version.ts";

/** One image's part of the report. */
export interface Judged {
  readonly image: JudgedImage;
  /** How each rule came out on it; empty when it could not be read. */
  readonly outcomes: readonly RuleOutcome[];
  /** Which waivers were about it, where there was something to waive. */
  readonly waivers?: WaiverUse;
}

/**
 * Says of the findings whose subject is a package's URL where it is recorded, and which step brought it. Pure; all else
 * in a finding, its fingerprint too, stays as it is.
 */
export function locateFindings(findings: readonly Finding[], { packages, layers }: Inventory): Finding[] {
  const byPurl = new Map(packages.map((each) => [each.purl, each]));
  return findings.map((finding) => {
    const about = finding.subject === undefined ? undefined : byPurl.get(finding.subject);
    const location = about === undefined ? undefined : locationOf(about, layers);
    return location === undefined ? finding : { ...finding, location };
  });
}

function locationOf(
  { locations: [first], introducedIn }: Package,
  layers: readonly Layer[],
): FindingLocation | undefined {
  if (first === undefined) return undefined;
  const { path } = first;
  if (introducedIn === undefined) return { path };
  const { layer } = introducedIn;
  const createdBy = layers[layer]?.createdBy;
  return { path, layer, ...(createdBy === undefined ? {} : { createdBy: cut(createdBy) }) };
}

/**
 * Puts the report together: pure, and without a clock.
 *
 * @param more what concerns no image alone; its error is why there is no verdict, whatever the images' are
 */
export function composeReport(
  { failOn, effectiveTime }: { readonly failOn: FailOn; readonly effectiveTime: Date },
  policy: Pick<Policy, "sources" | "rules"> | undefined,
  judged: readonly Judged[],
  { error, notices = [] }: { readonly error?: ReportedError; readonly notices?: readonly Notice[] } = {},
): Report {
  const images = judged.map(({ image }) => image);
  const findings = images.flatMap((image) => image.findings).toSorted(worstFirst);
  const verdict = error === undefined ? joinVerdicts(images.map((image) => image.verdict)) : "error";
  const firstError = error ?? images.find((image) => image.error !== undefined)?.error;
  return {
    schema: REPORT_SCHEMA,
    tool: { name: "lumogate", version: VERSION },
    verdict,
    exitCode: exitCode(verdict),
    effectiveTime: effectiveTime.toISOString(),
    failOn,
    policies: policy?.sources ?? [],
    images,
    findings,
    rules: policy === undefined ? [] : joinOutcomes(policy.rules, judged),
    gaps: images.flatMap((image) => image.gaps),
    notices,
    counts: countFindings(findings),
    ...(firstError === undefined ? {} : { error: firstError }),
  };
}

/** What is waived comes last. */
function worstFirst(a: Finding, b: Finding): number {
  return (
    Number(isWaived(a)) - Number(isWaived(b)) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.target, b.target) ||
    compareText(a.subject ?? "", b.subject ?? "") ||
    compareText(a.message, b.message)
  );
}

/** A rule's outcome over all images: the worst. On an image that could not be read it cannot have passed. */
function joinOutcomes(rules: Policy["rules"], judged: readonly Judged[]): RuleOutcome[] {
  return rules.map(({ id, title, origin, reads, active, offBecause }) => {
    const own = judged.map(({ outcomes }) => outcomes.find((outcome) => outcome.id === id));
    const outcomes = new Set(own.map((outcome) => outcome?.outcome ?? "cannot-judge"));
    const worst = OUTCOMES.find((outcome) => outcomes.has(outcome)) ?? "cannot-judge";
    return {
      id,
      ...(title === undefined ? {} : { title }),
      origin,
      reads: reads satisfies readonly Evidence[],
      outcome: active ? worst : "off",
      ...(offBecause === undefined ? {} : { offBecause }),
      findings: sum(own.map((outcome) => outcome?.findings)),
      waived: sum(own.map((outcome) => outcome?.waived)),
    };
  });
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
}
