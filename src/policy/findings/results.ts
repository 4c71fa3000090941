import { createHash } from "node:crypto";
import { isRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { parseMoment } from "../../dates.ts";
import { LumogateError } from "../../model/error.ts";
import type { RuleFinding, Severity } from "../../model/report.ts";
import { compareText, shownJson } from "../../text.ts";
import { validate } from "../../validate.ts";
import { DetailKeeper } from "./details.ts";

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
  /** From when its findings fail, where they do not say it: a day, or a moment of RFC 3339. */
  readonly effectiveOn?: string;
}

/** One of its results, as the schema (`findings.schema.json`) lets it through. */
interface GivenFinding {
  readonly msg: string;
  readonly subject?: string;
  readonly fix?: string;
  readonly docs?: string;
  readonly severity?: Severity;
  readonly effective_on?: string;
}

/**
 * Findings from the result set of one module. This is where the gate fails closed: everything that is not
 * exactly a list of messages for each of the rules (`findings.schema.json`) is an error, never "no findings".
 *
 * @param resultSet what the SDK answers: `[{ result: [{ "<package>/<name>": [...] }, {}, ...] }]`
 * @param rules those that must have answered; others are not looked at
 * @throws LumogateError `policy.undefined`, `policy.shape`
 */
export async function readFindings(
  resultSet: unknown,
  rules: readonly ResultRule[],
  target: string,
): Promise<RuleFinding[]> {
  const results = resultsByKey(resultSet);
  const lists = rules.map((rule) => ({ rule, list: listOf(rule, results) }));
  await refuseOthers(lists);
  const details = new DetailKeeper();
  return lists.flatMap(({ rule, list }) =>
    list.map((element) => readFinding(element, { rule, target, details })),
  );
}

interface RuleResults {
  readonly rule: ResultRule;
  readonly list: readonly unknown[];
}

/** Holds all results against the schema. */
async function refuseOthers(lists: readonly RuleResults[]): Promise<void> {
  const [problem] = await validate(
    "findings",
    lists.map(({ list }) => list),
  );
  if (problem === undefined) return;
  // RFC 6901: the rule's index, and that of its result.
  const [, index, place] = problem.instancePath.split("/").map(Number);
  const wrong = lists[index ?? 0];
  if (wrong === undefined) throw new RangeError(`there are no results at ${problem.instancePath}`);
  throw shapeError(wrong.rule, wrong.list[place ?? 0]);
}

function resultsByKey(resultSet: unknown): ReadonlyMap<string, unknown> {
  const first: unknown = Array.isArray(resultSet) ? resultSet[0] : undefined;
  const result = isRecord(first) ? first["result"] : undefined;
  if (!Array.isArray(result) || !result.every(isRecord)) {
    throw new LumogateError("policy.undefined", "The policy as a whole is undefined: no rule has answered.", {
      hint: "Undefined never means that an image passes. This is a bug in lumogate; report it with the policy.",
    });
  }
  const answers = result.flatMap((answer) => Object.entries(answer));
  const byKey = new Map(answers);
  if (byKey.size === answers.length) return byKey;
  throw new LumogateError("policy.shape", "A rule has answered twice, so none of its answers counts.", {
    hint: "This is a bug in lumogate; report it with the policy.",
  });
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

/** @param element what the schema has let through */
function readFinding(
  element: unknown,
  {
    rule,
    target,
    details,
  }: { readonly rule: ResultRule; readonly target: string; readonly details: DetailKeeper },
): RuleFinding {
  const given = typeof element === "string" ? { msg: element } : (element as GivenFinding);
  const { msg, subject, fix, docs, severity, effective_on: effectiveOn, ...others } = given;
  if (effectiveOn !== undefined && parseMoment(effectiveOn) === undefined)
    throw momentError(rule, effectiveOn);
  const finding = {
    rule: rule.id,
    severity: rule.severitySetting ?? severity ?? rule.severity,
    message: cut(msg),
    ...withText("subject", subject),
    ...withText("fix", orElse(fix, rule.fix), cut),
    ...withText("docs", orElse(docs, rule.docs), cut),
    ...withText("effectiveOn", effectiveOn ?? rule.effectiveOn),
    ...details.keep(others),
    target,
  };
  return { ...finding, fingerprint: fingerprint(finding) };
}

/** A rule's own text where the finding has none, or an empty one. */
function orElse(text: string | undefined, own: string | undefined): string | undefined {
  return text === "" ? own : (text ?? own);
}

/** Left out where it is absent or empty. */
function withText<Name extends string>(
  name: Name,
  text: string | undefined,
  edit: (text: string) => string = (same) => same,
): Partial<Record<Name, string>> {
  return text === undefined || text === "" ? {} : ({ [name]: edit(text) } as Record<Name, string>);
}

/** A text as a finding may have it: cut with a mark where it is long, and by code points, so that no character is cut in two. */
export function cut(text: string): string {
  if (text.length <= LIMITS.messageChars) return text;
  const kept = Array.from(text.slice(0, 2 * LIMITS.messageChars)).slice(0, LIMITS.messageChars);
  return kept.join("").length === text.length ? text : `${kept.join("")}… (cut)`;
}

function fingerprint({ rule, subject, message }: Pick<RuleFinding, "rule" | "subject" | "message">): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, subject ?? null, message]))
    .digest("hex");
}

/** An order that is the same in every run. */
export function compareFindings(a: RuleFinding, b: RuleFinding): number {
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
    `The rule ${where(rule)} returned ${show(got)}, where a message is expected, or an object with "msg" and, as text, "subject", "fix", "docs", "effective_on" or a "severity" of error, warning or note.`,
    { ...at(rule), hint: 'Write: deny contains msg if { ...; msg := "what is wrong" }.' },
  );
}

function momentError(rule: ResultRule, got: string): LumogateError {
  return new LumogateError(
    "policy.shape",
    `The rule ${where(rule)} returned "effective_on": ${show(got)}, where a day or a moment of RFC 3339 is expected.`,
    { ...at(rule), hint: "Write 2027-01-31, which is midnight in UTC, or 2027-01-31T12:00:00+02:00." },
  );
}

function where({ id, file, row }: ResultRule): string {
  return `${id} (${file}:${row})`;
}

function at({ file, row }: ResultRule): { location: { file: string; line: number } } {
  return { location: { file, line: row } };
}

const SHOWN_CHARS = 200;

function show(value: unknown): string {
  return shownJson(value, SHOWN_CHARS);
}
