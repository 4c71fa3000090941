import type { AcceptedGap } from "./config/config.ts";
import { findTarget, inspect, type InspectRequest, type Inspection } from "./inspect.ts";
import type { Depth } from "./model/depth.ts";
import { reportError } from "./model/error.ts";
import type { RuleExplanation } from "./model/explanation.ts";
import type { Gap, Inventory } from "./model/inventory.ts";
import type { FailOn, Finding, JudgedGap, JudgedImage } from "./model/report.ts";
import { decide, obstacleError } from "./model/verdict.ts";
import { atTime } from "./policy/findings/effective-on.ts";
import type { Policy } from "./policy/policy.ts";
import { applyWaivers } from "./policy/waivers/apply.ts";
import { imageNames } from "./policy/waivers/image-names.ts";
import type { Rules } from "./prepare-rules.ts";
import { locateFindings, type Judged } from "./report.ts";
import type { FoundImage } from "./sources/source.ts";

export interface JudgeRequest extends InspectRequest {
  readonly failOn: FailOn;
  /** Ids of rules of which the report is to say why they did or did not fire. */
  readonly explain: readonly string[];
}

/**
 * Judges every image that a target holds: one that nobody judged must not hide behind one that passed.
 *
 * @returns one at least; what could not be judged says why
 * @throws nothing but the reason of `request.source.signal`
 */
export async function judgeTarget(target: string, rules: Rules, request: JudgeRequest): Promise<Judged[]> {
  let found: readonly FoundImage[];
  try {
    found = await findTarget(target, request);
  } catch (cause) {
    return [notJudged(target, request, cause)];
  }
  const judged: Judged[] = [];
  for (const image of found) {
    const names = { target: found.length === 1 ? target : image.name, named: target };
    judged.push(await judgeImage(image, names, rules, request));
  }
  return judged;
}

async function judgeImage(
  found: FoundImage,
  { target, named }: { readonly target: string; readonly named: string },
  { config, policy, terms, trust }: Rules,
  request: JudgeRequest,
): Promise<Judged> {
  let seen: Inventory | undefined;
  try {
    return await inspect(found, { ...request, trust }, depth(policy, request), async (inspection) => {
      const { inventory } = inspection;
      seen = inventory;
      const told = await policy.judge(inventory, target);
      const explained = await explain(request.explain, policy, inventory);
      const { findings, ...waivers } = applyWaivers(
        told.map((finding) => atTime(finding, terms.effectiveTime)),
        terms,
        imageNames(named, inventory.image),
      );
      const { verdict, outcomes, obstacles } = decide(
        policy.rules,
        findings,
        judgeGaps(inventory.gaps, config.acceptedGaps),
        request.failOn,
      );
      const error = obstacles.length === 0 ? {} : { error: obstacleError(obstacles) };
      const located = await locate(findings, inspection, request);
      // Origins may have brought gaps of their own: no obstacles, but not to be dropped in silence.
      const gaps = judgeGaps(located.inventory.gaps, config.acceptedGaps);
      return { outcomes, waivers, image: { target, verdict, ...located, gaps, ...explained, ...error } };
    });
  } catch (cause) {
    return notJudged(target, request, cause, seen);
  }
}

async function explain(
  rules: readonly string[],
  policy: Policy,
  inventory: Inventory,
): Promise<Pick<JudgedImage, "explanations">> {
  if (rules.length === 0) return {};
  const explanations: RuleExplanation[] = [];
  for (const rule of rules) explanations.push(await policy.explain(rule, inventory));
  return { explanations };
}

/** What the active rules read, and what the user asked for. */
function depth({ needs }: Policy, { base, changes }: JudgeRequest): Depth {
  const origins = base !== undefined && needs.origins === "no" ? "asked" : needs.origins;
  return { ...needs, origins, changes: changes && needs.changes === "no" ? "asked" : needs.changes };
}

/**
 * Says of each finding about a package which step brought it. Where no rule has read that, it is found out only now, since
 * most images have no findings; and where it cannot be found out, the verdict stands.
 */
async function locate(
  findings: readonly Finding[],
  { inventory, hasOrigins, addOrigins }: Inspection,
  { source }: JudgeRequest,
): Promise<{ inventory: Inventory; findings: readonly Finding[] }> {
  const subjects = new Set(findings.flatMap(({ subject }) => (subject?.startsWith("pkg:") ? [subject] : [])));
  if (subjects.size === 0 || hasOrigins) return { inventory, findings: locateFindings(findings, inventory) };
  try {
    const known = await addOrigins(subjects);
    return { inventory: known, findings: locateFindings(findings, known) };
  } catch (cause) {
    source.signal.throwIfAborted();
    source.progress(`Which step brought the packages could not be told: ${reportError(cause).message}`);
    return { inventory, findings: locateFindings(findings, inventory) };
  }
}

function notJudged(target: string, request: JudgeRequest, cause: unknown, inventory?: Inventory): Judged {
  request.source.signal.throwIfAborted();
  const known = inventory === undefined ? {} : { inventory };
  const image = { target, verdict: "error", ...known, findings: [], gaps: inventory?.gaps ?? [] } as const;
  return { outcomes: [], image: { ...image, error: reportError(cause) } };
}

function judgeGaps(gaps: readonly Gap[], accepted: readonly AcceptedGap[]): JudgedGap[] {
  return gaps.map((gap) => {
    const found = accepted.find(
      ({ code, path }) => code === gap.code && (path === undefined || path === gap.path),
    );
    return found === undefined ? gap : { ...gap, accepted: found.reason };
  });
}
