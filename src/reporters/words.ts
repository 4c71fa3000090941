import {
  type Counts,
  type FailOn,
  type Report,
  type RuleOutcome,
  SEVERITIES,
  type Verdict,
} from "../model/report.ts";

export const VERDICT_WORDS = {
  pass: "PASS",
  fail: "FAIL",
  error: "CANNOT JUDGE",
} as const satisfies Record<Verdict, string>;

export const OUTCOME_WORDS = {
  failed: "failed",
  warned: "warned",
  waived: "waived",
  "cannot-judge": "not judged",
  passed: "passed",
  off: "off",
} as const satisfies Record<RuleOutcome["outcome"], string>;

/**
 * What is off, in a line each: first what would judge if this run let it, with the reason. The others are many, since most
 * rules that we ship wait for settings: beyond a few they are only counted.
 */
export function offWords(rules: readonly RuleOutcome[]): string[] {
  const held = rules.flatMap(({ id, offBecause }) =>
    offBecause === undefined ? [] : [`${id}: ${offBecause}`],
  );
  const others = rules.filter(({ offBecause }) => offBecause === undefined).map(({ id }) => id);
  if (others.length === 0) return held;
  return [...held, others.length > NAMED_RULES ? plural(others.length, "rule") : others.join(", ")];
}

const NAMED_RULES = 5;

/** "2 errors, 1 warning, 1 waived", or "no findings". */
function countWords(counts: Counts): string {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    plural(counts[severity], severity),
  );
  if (counts.waived > 0) parts.push(`${counts.waived} waived`);
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

/** Why the findings of a report that passes do not fail it. */
const WHY_IT_PASSES = {
  error: "only errors fail the gate",
  warning: "only errors and warnings fail the gate",
  never: "nothing fails the gate: --fail-on never",
} as const satisfies Record<FailOn, string>;

/** The counts and the exit code's meaning, in words of ours: no text from an image is in it. */
export function verdictSentence({ verdict, counts, failOn }: Report): string {
  const found = countWords(counts);
  const none = found === "no findings";
  const isOpen = SEVERITIES.some((severity) => counts[severity] > 0);
  if (verdict === "fail") return `${found}. Exit code 1: a rule is broken.`;
  if (verdict === "pass") {
    if (none) return "no rule is broken. Exit code 0.";
    return isOpen
      ? `${found}, but ${WHY_IT_PASSES[failOn]}. Exit code 0.`
      : `${found}, nothing else is broken. Exit code 0.`;
  }
  return `${none ? "" : `${found} so far; `}neither pass nor fail. Exit code 2.`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** "80.1 MB": powers of ten, as engines and registries show sizes. */
export function sizeWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ""}`;
}
