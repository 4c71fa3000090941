import { createHash } from "node:crypto";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { type Finding, SEVERITIES, type Severity } from "../model/report.ts";
import { compareText } from "../text.ts";

/** A rule as far as its results are concerned: one name in one Rego package. */
export interface ResultRule {
  readonly id: string;
  /** Where its set is in the result of an evaluation: `lumogate.packages.banned/deny`. */
  readonly key: string;
  readonly file: string;
  readonly row: number;
  /** What the user's configuration says; wins over everything. */
  readonly severitySetting?: Severity;
  /** What the rule says of itself, where a finding says nothing. */
  readonly severity: Severity;
  readonly fix?: string;
  readonly docs?: string;
}

/**
 * Findings from the result set of one module. This is where the gate fails closed: everything that is not
 * exactly a list of messages for each of the rules is an error, never "no findings".
 *
 * @param resultSet what the SDK answers: `[{ result: [{ "<package>/<name>": [...] }, {}, ...] }]`
 * @param rules those that must have answered; others are not looked at
 * @throws LumogateError `policy.undefined`, `policy.shape`
 */
export function readFindings(resultSet: unknown, rules: readonly ResultRule[], target: string): Finding[] {
  const results = resultsByKey(resultSet);
  return rules.flatMap((rule) => listOf(rule, results).map((element) => readFinding(element, rule, target)));
}

function resultsByKey(resultSet: unknown): ReadonlyMap<string, unknown> {
  const first: unknown = Array.isArray(resultSet) ? resultSet[0] : undefined;
  const result = isRecord(first) ? first["result"] : undefined;
  if (!Array.isArray(result) || !result.every(isRecord)) {
    throw new LumogateError("policy.undefined", "The policy as a whole is undefined: no rule has answered.", {
      hint: "Undefined never means that an image passes. This is a bug in lumogate; report it with the policy.",
    });
  }
  return new Map(result.flatMap((answer) => Object.entries(answer)));
}

function listOf(rule: ResultRule, results: ReadonlyMap<string, unknown>): readonly unknown[] {
  const list = results.get(rule.key);
  if (list === undefined) {
    throw new LumogateError(
      "policy.undefined",
      `The rule ${where(rule)} has not answered: it is undefined.`,
      {
        ...at(rule),
        hint: "Undefined never means that an image passes. Write the rule as a set: deny contains msg if { ... }.",
      },
    );
  }
  if (!Array.isArray(list)) throw shapeError(rule, list);
  if (list.length > LIMITS.findingsPerRule) {
    throw new LumogateError(
      "policy.shape",
      `The rule ${where(rule)} returned more than ${LIMITS.findingsPerRule} findings, so it is taken for broken.`,
      { ...at(rule), hint: "Report one finding for all of them, or fewer." },
    );
  }
  return list;
}

function readFinding(element: unknown, rule: ResultRule, target: string): Finding {
  const given = typeof element === "string" ? { msg: element } : element;
  if (!isRecord(given)) throw shapeError(rule, element);
  const message = given["msg"];
  if (typeof message !== "string" || message.trim() === "") throw shapeError(rule, element);
  const severity = given["severity"] ?? rule.severity;
  if (!isSeverity(severity)) throw shapeError(rule, element);
  const [subject, fix, docs] = ["subject", "fix", "docs"].map((name) =>
    optionalText(given[name], rule, element),
  );
  const finding = {
    rule: rule.id,
    severity: rule.severitySetting ?? severity,
    message: cut(message),
    ...(subject === undefined ? {} : { subject }),
    ...withText("fix", fix ?? rule.fix),
    ...withText("docs", docs ?? rule.docs),
    target,
  };
  return { ...finding, fingerprint: fingerprint(finding) };
}

/** Left out where it is absent or empty. */
function optionalText(value: unknown, rule: ResultRule, element: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw shapeError(rule, element);
  return value;
}

function withText<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, string>> {
  return text === undefined ? {} : ({ [name]: cut(text) } as Record<Name, string>);
}

/** A text as a finding may have it: cut with a mark where it is long, and by code points, so that no character is cut in two. */
export function cut(text: string): string {
  if (text.length <= LIMITS.messageChars) return text;
  const kept = Array.from(text.slice(0, 2 * LIMITS.messageChars)).slice(0, LIMITS.messageChars);
  return kept.join("").length === text.length ? text : `${kept.join("")}… (cut)`;
}

function fingerprint({ rule, subject, message }: Pick<Finding, "rule" | "subject" | "message">): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, subject ?? null, message]))
    .digest("hex");
}

/** An order that is the same in every run. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.rule, b.rule) ||
    compareText(a.subject ?? "", b.subject ?? "") ||
    compareText(a.message, b.message) ||
    compareText(a.severity, b.severity)
  );
}

function shapeError(rule: ResultRule, got: unknown): LumogateError {
  return new LumogateError(
    "policy.shape",
    `The rule ${where(rule)} returned ${show(got)}, where a message is expected, or an object with "msg" and, as text, "subject", "fix", "docs" or a "severity" of error, warning or note.`,
    { ...at(rule), hint: 'Write: deny contains msg if { ...; msg := "what is wrong" }.' },
  );
}

function where({ id, file, row }: ResultRule): string {
  return `${id} (${file}:${row})`;
}

function at({ file, row }: ResultRule): { location: { file: string; line: number } } {
  return { location: { file, line: row } };
}

const SHOWN = 200;

/** As JSON, which shows of what type it is. */
function show(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > SHOWN ? `${json.slice(0, SHOWN)}…` : json;
}

function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.some((severity) => severity === value);
}
