import type { Evidence, Gap } from "./inventory.ts";
import type {
  Counts,
  ExitCode,
  FailOn,
  Finding,
  JudgedGap,
  ReportedError,
  RuleOutcome,
  Severity,
  Verdict,
} from "./report.ts";

/** What a rule needs to be told about to decide whether it could be judged. */
export interface JudgedRule {
  readonly id: string;
  readonly title?: string;
  readonly origin: string;
  readonly reads: readonly Evidence[];
  readonly active: boolean;
  readonly offBecause?: string;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly outcomes: readonly RuleOutcome[];
  /** The gaps that stood in the way of a verdict. */
  readonly obstacles: readonly Gap[];
}

/**
 * The one place where a verdict on an image is decided. Cannot judge outranks fail, and fail outranks pass: a rule
 * whose evidence has a gap has no outcome, whatever else it found, and no waiver is about that.
 *
 * @param findings those that are waived do not fail
 * @param gaps those that are accepted are no obstacle
 */
export function decide(
  rules: readonly JudgedRule[],
  findings: readonly Finding[],
  gaps: readonly JudgedGap[],
  failOn: FailOn,
): Judgement {
  const open = gaps.filter(({ accepted }) => accepted === undefined);
  const outcomes = rules.map((rule) => ruleOutcome(rule, findings, open));
  const read = new Set(rules.filter(({ active }) => active).flatMap(({ reads }) => reads));
  const obstacles = open.filter(({ affects }) => affects.some((evidence) => read.has(evidence)));
  const verdict =
    obstacles.length > 0
      ? "error"
      : findings.some((finding) => !isWaived(finding) && fails(finding.severity, failOn))
        ? "fail"
        : "pass";
  return { verdict, outcomes, obstacles };
}

/** Whether a waiver holds for it: a finding that is told, and does not fail. */
export function isWaived({ waiver }: Pick<Finding, "waiver">): boolean {
  return waiver?.status === "holds";
}

function ruleOutcome(rule: JudgedRule, findings: readonly Finding[], gaps: readonly Gap[]): RuleOutcome {
  const { id, title, origin, reads, active, offBecause } = rule;
  const own = findings.filter((finding) => finding.rule === id);
  const blind = gaps.some(({ affects }) => affects.some((evidence) => reads.includes(evidence)));
  return {
    id,
    ...(title === undefined ? {} : { title }),
    origin,
    reads,
    outcome: active ? (blind ? "cannot-judge" : worst(own)) : "off",
    ...(offBecause === undefined ? {} : { offBecause }),
    findings: own.filter((finding) => !isWaived(finding)).length,
    waived: own.filter(isWaived).length,
  };
}

function worst(findings: readonly Finding[]): RuleOutcome["outcome"] {
  if (findings.length === 0) return "passed";
  if (findings.every(isWaived)) return "waived";
  const open = findings.filter((finding) => !isWaived(finding));
  return open.some(({ severity }) => severity === "error") ? "failed" : "warned";
}

const FAILING = {
  error: ["error"],
  warning: ["error", "warning"],
  never: [],
} as const satisfies Record<FailOn, readonly Severity[]>;

function fails(severity: Severity, failOn: FailOn): boolean {
  return FAILING[failOn].some((each) => each === severity);
}

export function exitCode(verdict: Verdict): ExitCode {
  return ({ pass: 0, fail: 1, error: 2 } as const satisfies Record<Verdict, number>)[verdict];
}

/** One verdict over several images: the worst of them. No image at all is an error, never a pass. */
export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0 || verdicts.includes("error")) return "error";
  return verdicts.includes("fail") ? "fail" : "pass";
}

export function countFindings(findings: readonly Finding[]): Counts {
  const open = findings.filter((finding) => !isWaived(finding));
  const count = (wanted: Severity): number => open.filter(({ severity }) => severity === wanted).length;
  return {
    error: count("error"),
    warning: count("warning"),
    note: count("note"),
    waived: findings.length - open.length,
  };
}

/** The error of an image that could be read only in part. */
export function obstacleError(obstacles: readonly Gap[]): ReportedError {
  const [first] = obstacles;
  const code = first?.code ?? "gap";
  const where = first?.path === undefined ? "" : ` from ${first.path}`;
  const others = obstacles.length - 1;
  const more =
    others === 0
      ? ""
      : others === 1
        ? " There is one more such gap."
        : ` There are ${others} more such gaps.`;
  return {
    code,
    message: `A rule needs what could not be read${where}: ${first?.reason ?? "nobody says why."}${more}`,
    hint: `If a verdict without it is good enough, accept the gap in lumogate.yaml, with the reason: gaps: [{ accept: ${code}, reason: ... }].`,
  };
}
