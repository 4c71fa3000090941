import { type Encoded, join } from "../encode/encoded.ts";
import { annotated, workflow } from "../encode/workflow.ts";
import { LIMITS } from "../limits.ts";
import type { Finding, Notice, Report, ReportedError, Severity } from "../model/report.ts";
import { isWaived } from "../model/verdict.ts";
import { effectiveWords, endedWords, ownError, stepWords } from "./facts.ts";

export interface Annotation {
  readonly level: Level;
  readonly title: Encoded<"workflow">;
  readonly message: Encoded<"workflow">;
}

const LEVELS = ["error", "warning", "notice"] as const;
export type Level = (typeof LEVELS)[number];

const LEVEL_OF = {
  error: "error",
  warning: "warning",
  note: "notice",
} as const satisfies Record<Severity, Level>;

/**
 * What GitHub shows beside the run: why there is no verdict, then the findings, the worst first. GitHub keeps a few
 * of each level and drops the rest, so the last one that it keeps says how many more there are.
 */
export function annotations(report: Report): Annotation[] {
  const own = ownError(report.error, report.images);
  const all = [
    ...(own === undefined ? [] : [errorAnnotation(own)]),
    ...report.images.flatMap(({ error }) => (error === undefined ? [] : [errorAnnotation(error)])),
    ...report.findings.map(findingAnnotation),
    ...report.notices.map(noticeAnnotation),
  ];
  return LEVELS.flatMap((level) => capped(all.filter((each) => each.level === level)));
}

function errorAnnotation({ code, message, hint }: ReportedError): Annotation {
  return {
    level: "error",
    title: workflow`lumogate cannot judge: ${annotated(code)}`,
    message: lines([message, hint]),
  };
}

function findingAnnotation(finding: Finding): Annotation {
  const { severity, rule, message, subject, target, fix, location, waiver } = finding;
  const step = stepWords(location);
  const about = [
    message,
    subject === undefined ? `In ${target}` : `${subject} in ${target}`,
    step === undefined ? undefined : `Brought by ${step}`,
  ];
  if (waiver !== undefined && isWaived(finding)) {
    const why = `Waived until ${waiver.until} by ${waiver.owner}: ${waiver.reason}`;
    return { level: "notice", title: workflow`${annotated(rule)}, waived`, message: lines([...about, why]) };
  }
  const today = [endedWords(waiver), effectiveWords(finding)].map((words) =>
    words === undefined ? undefined : `${words.charAt(0).toUpperCase()}${words.slice(1)}`,
  );
  return {
    level: LEVEL_OF[severity],
    title: workflow`${annotated(rule)}`,
    message: lines([...about, ...today, fix]),
  };
}

function noticeAnnotation({ code, message, hint }: Notice): Annotation {
  return { level: "warning", title: workflow`lumogate: ${annotated(code)}`, message: lines([message, hint]) };
}

function lines(texts: readonly (string | undefined)[]): Encoded<"workflow"> {
  const known = texts.filter((text) => text !== undefined);
  return workflow`${join(known.map(annotated), "\n")}`;
}

function capped(all: readonly Annotation[]): readonly Annotation[] {
  const [first] = all;
  if (first === undefined || all.length <= LIMITS.annotationsPerType) return all;
  const kept = all.slice(0, LIMITS.annotationsPerType - 1);
  const more = workflow`and ${all.length - kept.length} more; the report and the job's summary have them.`;
  return [...kept, { level: first.level, title: workflow`lumogate`, message: more }];
}
