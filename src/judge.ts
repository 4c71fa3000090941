import type { AcceptedGap, Config } from "./config/config.ts";
import { findTarget, inspect, type InspectRequest, type Inspection } from "./inspect.ts";
import type { Depth } from "./model/depth.ts";
import { reportError } from "./model/error.ts";
import type { Gap, Inventory } from "./model/inventory.ts";
import type { FailOn, Finding, JudgedGap } from "./model/report.ts";
import { decide, obstacleError } from "./model/verdict.ts";
import type { Policy } from "./policy/policy.ts";
import { locateFindings, type Judged } from "./report.ts";
import type { FoundImage } from "./sources/source.ts";

/** By what is judged. */
export interface Rules {
  readonly config: Config;
  readonly policy: Policy;
}

export interface JudgeRequest extends InspectRequest {
  readonly failOn: FailOn;
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
    judged.push(await judgeImage(image, found.length === 1 ? target : image.name, rules, request));
  }
  return judged;
}

async function judgeImage(
  found: FoundImage,
  target: string,
  { config, policy }: Rules,
  request: JudgeRequest,
): Promise<Judged> {
  let seen: Inventory | undefined;
  try {
    return await inspect(found, request, depth(policy, request), async (inspection) => {
      const { inventory } = inspection;
      seen = inventory;
      const findings = await policy.judge(inventory, target);
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
      return { outcomes, image: { target, verdict, ...located, gaps, ...error } };
    });
  } catch (cause) {
    return notJudged(target, request, cause, seen);
  }
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
