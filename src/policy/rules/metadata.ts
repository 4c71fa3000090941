import { isDate, isMoment } from "../../dates.ts";
import { isRecord, withoutUndefined } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import { SEVERITIES, type Severity } from "../../model/report.ts";
import { didYouMean } from "../../nearest.ts";
import type { CompiledRule } from "../compile/contract.ts";

/** The sets of shipped rules that `extends` in lumogate.yaml brings; each has all rules of those before it. */
export const RULE_SETS = ["none", "recommended", "strict"] as const;

export type RuleSet = (typeof RULE_SETS)[number];

/** What a rule says of itself under `custom` in its METADATA, as far as lumogate reads it. */
export interface RuleMetadata {
  readonly severity?: Severity;
  /** What to do about its findings, where these do not say it. */
  readonly fix?: string;
  /** Where to read more. */
  readonly docs?: string;
  /** Until then its findings are warnings: a day, or a moment of RFC 3339. */
  readonly effectiveOn?: string;
  /** Of a shipped rule: the least set that has it; left out: active only where it is configured. */
  readonly extends?: Exclude<RuleSet, "none">;
  /** A JSON schema of `data.settings["<rule id>"]`. */
  readonly settings?: object;
  /** A JSON schema of `data.config`. */
  readonly data?: object;
}

/** @throws LumogateError `policy.metadata` with the rule's place */
export function metadataOf(rule: CompiledRule): RuleMetadata {
  const read = <T>(
    name: string,
    expected: string,
    take: (value: unknown) => T | undefined,
  ): T | undefined => {
    const value = rule.custom?.[name];
    if (value === undefined) return undefined;
    const taken = take(value);
    if (taken === undefined) throw badMetadata(rule, name, expected, value);
    return taken;
  };
  return withoutUndefined({
    severity: read("severity", `one of ${SEVERITIES.join(", ")}`, oneOf(SEVERITIES)),
    fix: read("fix", "text", text),
    docs: read("docs", "text", text),
    effectiveOn: read("effective_on", "a day such as 2026-01-31, or a moment of RFC 3339", moment),
    extends: read("extends", "recommended or strict", oneOf(["recommended", "strict"] as const)),
    settings: read("settings", "a JSON schema", object),
    data: read("data", "a JSON schema", object),
  });
}

function oneOf<T extends string>(known: readonly T[]): (value: unknown) => T | undefined {
  return (value) => known.find((each) => each === value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function moment(value: unknown): string | undefined {
  return typeof value === "string" && (isDate(value) || isMoment(value)) ? value : undefined;
}

function object(value: unknown): object | undefined {
  return isRecord(value) ? value : undefined;
}

function badMetadata(
  { id, file, row }: Pick<CompiledRule, "id" | "file" | "row">,
  name: string,
  expected: string,
  got: unknown,
): LumogateError {
  const near = typeof got === "string" ? didYouMean(got, [...SEVERITIES, ...RULE_SETS]) : "";
  return new LumogateError(
    "policy.metadata",
    `The METADATA of the rule ${id} (${file}:${row}) has custom.${name} ${JSON.stringify(got)}, where ${expected} is expected.${near}`,
    { location: { file, line: row } },
  );
}
