import type { Scope } from "../../model/inventory.ts";
import { didYouMean } from "../../nearest.ts";
import { type SchemaName, type SchemaProblem, validate } from "../../validate.ts";
import labelsRequiredSchema from "./labels-required.json" with { type: "json" };
import { labelsRequired } from "./labels-required.ts";
import osAllowedSchema from "./os-allowed.json" with { type: "json" };
import { osAllowed } from "./os-allowed.ts";
import packagesBannedSchema from "./packages-banned.json" with { type: "json" };
import { packagesBanned } from "./packages-banned.ts";
import { problemAt, type RuleSettings, type Settings, type SettingsProblem } from "./settings.ts";

interface Row extends RuleSettings {
  readonly schemaName: SchemaName;
  readonly schema: object;
}

/** The settings of each rule that we ship: a file here, its schema beside it, a row, and a row in `src/schemas.ts`. */
const RULES: ReadonlyMap<string, Row> = new Map([
  ["packages.banned", { ...packagesBanned, schemaName: "packages.banned", schema: packagesBannedSchema }],
  ["labels.required", { ...labelsRequired, schemaName: "labels.required", schema: labelsRequiredSchema }],
  ["os.allowed", { ...osAllowed, schemaName: "os.allowed", schema: osAllowedSchema }],
]);

/**
 * What is wrong with a rule's settings, the first thing first; nothing for rules that lumogate does not ship, which
 * may take what they like.
 *
 * @param scope how far images will be looked at
 */
export async function validateSettings(
  ruleId: string,
  settings: Settings,
  scope: Scope,
): Promise<readonly SettingsProblem[]> {
  const rule = RULES.get(ruleId);
  if (rule === undefined) return [];
  const problems = await validate(rule.schemaName, settings);
  return problems.length > 0 ? explain(problems, rule.schema) : rule.check(settings, scope);
}

/** A rule's settings as its Rego reads them. They are valid. */
export async function prepareSettings(ruleId: string, settings: Settings): Promise<Settings> {
  return (await RULES.get(ruleId)?.prepare(settings)) ?? settings;
}

/**
 * ajv's errors, but those that only say that a branch of the schema did not fit. Where a key is misspelt, the right one
 * is missing as well: the misspelt one says what to do.
 */
function explain(problems: readonly SchemaProblem[], schema: object): SettingsProblem[] {
  return problems
    .filter(({ keyword }) => keyword !== "if")
    .toSorted((a, b) => Number(isUnknownKey(b)) - Number(isUnknownKey(a)))
    .map((problem) => explainOne(problem, schema));
}

function isUnknownKey({ keyword }: SchemaProblem): boolean {
  return keyword === "additionalProperties";
}

function explainOne(problem: SchemaProblem, schema: object): SettingsProblem {
  const path = pathOf(problem.instancePath);
  const name = path.length === 0 ? "the rule" : nameOf(path);
  switch (problem.keyword) {
    case "additionalProperties": {
      const key = String(problem.params["additionalProperty"]);
      const known = knownKeys(problem.schemaPath, schema);
      return {
        code: "config.unknown-key",
        message: `${name} has an unknown key "${key}".${didYouMean(key, known)}`,
        hint: `It may have: ${known.join(", ")}.`,
        path: [...path, key],
        at: "key",
      };
    }
    case "required":
      return invalid(`${name} lacks "${String(problem.params["missingProperty"])}".`, path);
    case "minItems":
      return invalid(`${name} is an empty list, so the rule would judge nothing.`, path);
    default:
      return invalid(`${name} ${problem.message ?? "is not valid"}.`, path);
  }
}

function invalid(message: string, path: readonly (string | number)[]): SettingsProblem {
  return problemAt(
    path,
    "config.invalid",
    message,
    "policies/README.md describes the settings of each rule.",
  );
}

/** The properties beside the keyword that a schema path (`#/properties/packages/additionalProperties`) ends in. */
function knownKeys(schemaPath: string, schema: object): string[] {
  const parents = schemaPath.split("/").slice(1, -1);
  const parent = parents.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], schema);
  return Object.keys((parent as { readonly properties: object }).properties);
}

/** A JSON pointer as keys and indexes; no key of these settings holds a slash, or digits only. */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** `packages[1].versions` */
function nameOf(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}
