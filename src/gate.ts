import type { InspectRequest } from "./inspect.ts";
import { judgeTarget } from "./judge.ts";
import { reportError } from "./model/error.ts";
import type { FailOn, Notice, Report, ReportedError } from "./model/report.ts";
import { strictError, waiverNotices } from "./policy/waivers/notices.ts";
import { prepareRules, type Rules, type RulesRequest } from "./prepare-rules.ts";
import { composeReport, type Judged } from "./report.ts";

/** What the entries, the command line and the Action, ask of the gate. */
export interface GateRequest extends InspectRequest, RulesRequest {
  /** What to judge, as the user named it. */
  readonly targets: readonly string[];
  readonly failOn: FailOn;
  /** Whether the user said at which moment it is judged, and not the clock. */
  readonly isTimeGiven: boolean;
}

/**
 * The gate: rules first, since they may be broken, then the inventory of each image, its findings, the verdict.
 *
 * @returns a report, also of what could not be judged
 * @throws nothing but the reason of `request.source.signal`, once everything is cleaned up
 */
export async function gate(request: GateRequest): Promise<Report> {
  let rules: Rules | undefined;
  try {
    rules = await prepareRules(request);
    const images: Judged[] = [];
    for (const target of request.targets) images.push(...(await judgeTarget(target, rules, request)));
    return composeReport(request, rules.policy, images, afterwards(rules, images, request));
  } catch (cause) {
    request.source.signal.throwIfAborted();
    return composeReport(request, rules?.policy, [], { error: reportError(cause) });
  } finally {
    await rules?.policy.close();
  }
}

/** What can be said of the configuration only once all images are judged. */
function afterwards(
  { config, policy }: Rules,
  judged: readonly Judged[],
  { effectiveTime, isTimeGiven }: GateRequest,
): { readonly notices: readonly Notice[]; readonly error?: ReportedError } {
  const uses = judged.flatMap(({ waivers }) => (waivers === undefined ? [] : [waivers]));
  const allJudged = judged.every(({ image }) => image.verdict !== "error");
  const notices = [
    ...(isTimeGiven ? [timeNotice(effectiveTime)] : []),
    ...waiverNotices(config.waivers, uses, policy.rules, { effectiveTime, allJudged }),
  ];
  const error = config.strict ? strictError(notices) : undefined;
  return { notices, ...(error === undefined ? {} : { error }) };
}

/** Said in every report: at another time other waivers hold, and other rules are in force. */
function timeNotice(effectiveTime: Date): Notice {
  return {
    code: "time.given",
    message: `It was judged as of ${effectiveTime.toISOString()}, as --effective-time says, and not as of today.`,
    hint: "Waivers that have ended since, and rules that were not yet in force, count as they did then.",
  };
}
