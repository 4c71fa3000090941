import { isRecord } from "../../json.ts";
import { LumogateError } from "../../model/error.ts";
import { didYouMean } from "../../nearest.ts";
import type { CompiledRule, DataRef } from "../compile/contract.ts";
import type { Rule, RuleSetting } from "../policy.ts";
import type { RuleData } from "./rule-data.ts";
import { SchemaError, validateBySchema } from "../settings/by-schema.ts";
import { explainProblems } from "../settings/explain.ts";
import { noSchema } from "../settings/validate.ts";

/** A rule that has to answer, and what the compiler says of it. */
export interface JudgingRule {
  readonly rule: Rule;
  readonly compiled: CompiledRule;
}

/**
 * Whether the configuration has what rules read of `data.config`. What is not there is undefined in Rego, and the condition
 * that reads it does not hold: the rule would be silent. A rule that declares a schema (`custom.data` in its METADATA) is judged by
 * that; of another one each name that it writes down has to be there.
 *
 * @throws LumogateError `policy.missing-data`, `config.invalid`, `config.unknown-key`, `policy.metadata`
 */
export async function checkData(rules: readonly JudgingRule[], data: RuleData): Promise<void> {
  for (const { rule, compiled } of rules) {
    const { data: schema } = rule.metadata;
    if (schema === undefined) refuseMissing(rule, compiled.dataRefs, data);
    else await holdAgainst(schema, rule, data);
  }
}

async function holdAgainst(schema: object, rule: Rule, data: RuleData): Promise<void> {
  const problems = await validateBySchema(schema, data.value).catch((cause: unknown) => {
    throw cause instanceof SchemaError ? noSchema(rule, "data", cause) : cause;
  });
  const [problem] = explainProblems(problems, data.value, "data");
  if (problem === undefined) return;
  const place = data.locate(problem.path.map(String)) ?? rule.place;
  throw new LumogateError(
    problem.code,
    `The data for the rule ${rule.id} (data.config) is not as it declares: ${problem.message}`,
    {
      location: place,
      hint:
        problem.hint ??
        `The rule's METADATA (${rule.origin}) says under custom.data what it reads; data: in lumogate.yaml and --data give it.`,
    },
  );
}

function refuseMissing(rule: Rule, references: readonly DataRef[], data: RuleData): void {
  for (const { path, optional = false, file, row, col } of references) {
    const missing = optional ? undefined : firstMissing(path, data.value);
    if (missing === undefined) continue;
    const name = ["data", "config", ...path].join(".");
    throw new LumogateError(
      "policy.missing-data",
      `The rule ${rule.id} reads ${name} (${file}:${row}:${col}), and the configuration has no ${missing.name}.${didYouMean(missing.key, missing.known)}`,
      {
        location: { file, line: row, column: col },
        hint: `Give it under data: in lumogate.yaml, or in a file by --data. What may be left out is read by object.get(data.config, "${path[0] ?? ""}", DEFAULT), or declared by a schema under custom.data in the rule's METADATA.`,
      },
    );
  }
}

/**
 * The same of a rule's own settings, where it declares no schema of them (`custom.settings` in its METADATA), by which they would be
 * judged.
 *
 * @param settings by the rules' ids
 * @throws LumogateError `config.missing-settings`
 */
export function checkSettingsRead(
  rules: readonly JudgingRule[],
  settings: ReadonlyMap<string, Pick<RuleSetting, "settings">>,
): void {
  for (const { rule, compiled } of rules) {
    if (rule.metadata.settings !== undefined) continue;
    const given = settings.get(rule.id)?.settings ?? {};
    for (const { path, optional = false, file, row, col } of compiled.settingsRefs ?? []) {
      const missing = optional ? undefined : firstMissing(path, given);
      if (missing === undefined) continue;
      throw new LumogateError(
        "config.missing-settings",
        `The rule ${rule.id} reads its setting ${path.join(".")} (${file}:${row}:${col}), and the configuration has no ${missing.name}.${didYouMean(missing.key, missing.known)}`,
        {
          location: { file, line: row, column: col },
          hint: `Give it under rules: in lumogate.yaml, "${rule.id}": { ${path[0] ?? ""}: ... }. What may be left out is read by object.get, or declared by a schema under custom.settings in the rule's METADATA.`,
        },
      );
    }
  }
}

interface Missing {
  /** `registries.prod` */
  readonly name: string;
  readonly key: string;
  /** What stands in its place. */
  readonly known: readonly string[];
}

function firstMissing(path: readonly string[], value: unknown): Missing | undefined {
  let current = value;
  for (const [index, key] of path.entries()) {
    const known = isRecord(current) ? Object.keys(current) : [];
    if (!known.includes(key)) return { name: path.slice(0, index + 1).join("."), key, known };
    current = isRecord(current) ? current[key] : undefined;
  }
  return undefined;
}
