import { LumogateError, messageOf } from "../../model/error.ts";
import type { Scope } from "../../model/inventory.ts";
import type { Rule, RuleSetting } from "../policy.ts";
import { SchemaError, validateBySchema } from "./by-schema.ts";
import { explainProblems } from "./explain.ts";
import { packageChoices, packageItems, packageItemsOfTypes, packageTypes, systems } from "./more-checks.ts";
import { packagesBanned } from "./packages-banned.ts";
import type { RuleSettings, Settings, SettingsProblem } from "./settings.ts";

/** Rules of ours whose settings need more than a schema: a file here, and a row. */
const MORE: ReadonlyMap<string, RuleSettings> = new Map([
  ["os.allowed", systems],
  ["packages.allowed", packageItemsOfTypes],
  ["packages.banned", packagesBanned],
  ["packages.duplicates", packageTypes],
  ["packages.licenses", packageTypes],
  ["packages.minimum", packageItems],
  ["packages.required", packageChoices],
]);

type Settable = Pick<Rule, "id" | "origin" | "place" | "metadata">;

/**
 * What is wrong with a rule's settings, the first thing first. Nothing where the rule declares no schema (`custom.settings`
 * in its METADATA): it may take what it likes.
 *
 * @param scope how far images will be looked at
 * @throws LumogateError `policy.metadata` where what the rule declares is no JSON schema
 */
export async function validateSettings(
  rule: Settable,
  settings: Settings,
  scope: Scope,
): Promise<readonly SettingsProblem[]> {
  const { settings: schema } = rule.metadata;
  if (schema === undefined) return [];
  const problems = await validateBySchema(schema, settings).catch((cause: unknown) => {
    throw cause instanceof SchemaError ? noSchema(rule, "settings", cause) : cause;
  });
  if (problems.length > 0) return explainProblems(problems, settings, "the rule");
  return (await moreOf(rule)?.check(settings, scope)) ?? [];
}

/**
 * Holds what the configuration says of a rule against the rule's own schema. A rule that judges without settings has to be able
 * to: what it cannot find in them is undefined in Rego, and so would be no finding.
 *
 * @param setting left out: the configuration says nothing of it
 * @throws LumogateError `config.*` with the place in the configuration; `config.missing-settings`, `policy.metadata`
 */
export async function checkSetting(
  rule: Rule,
  setting: RuleSetting | undefined,
  scope: Scope,
): Promise<void> {
  const { settings, location } = setting ?? {};
  // Those that we ship and `extends` brings need none: a test holds them to that, and so a run by them alone loads nothing.
  if (!rule.active || (setting === undefined && rule.origin === "shipped")) return;
  const [problem] = await validateSettings(rule, settings ?? {}, scope);
  if (problem === undefined) return;
  if (settings === undefined) throw missingSettings(rule, problem, location);
  const { file = "lumogate.yaml" } = location ?? {};
  const place = setting?.locate?.(problem.path, problem.at) ?? location;
  throw new LumogateError(problem.code, `${file}: rules.${rule.id}: ${problem.message}`, {
    hint: problem.hint ?? `${capital(whereSettingsStand(rule))}.`,
    ...(place === undefined ? {} : { location: place }),
  });
}

/** A rule's settings as its Rego reads them. They are valid. */
export async function prepareSettings(
  rule: Pick<Rule, "id" | "origin">,
  settings: Settings,
): Promise<Settings> {
  return (await moreOf(rule)?.prepare(settings)) ?? settings;
}

function moreOf({ id, origin }: Pick<Rule, "id" | "origin">): RuleSettings | undefined {
  return origin === "shipped" ? MORE.get(id) : undefined;
}

function missingSettings(
  rule: Rule,
  problem: SettingsProblem,
  location: RuleSetting["location"],
): LumogateError {
  return new LumogateError(
    "config.missing-settings",
    `The rule ${rule.id} is switched on, but has no settings, and it cannot judge without them: ${problem.message}`,
    {
      hint: `Give it settings under rules: in lumogate.yaml (${whereSettingsStand(rule)}), or write "${rule.id}: off".`,
      location: location ?? rule.place,
    },
  );
}

function whereSettingsStand({ id, origin }: Pick<Rule, "id" | "origin">): string {
  return origin === "shipped"
    ? `docs/rules.md has the settings of ${id}`
    : `its settings are declared in its METADATA, ${origin}`;
}

function capital(clause: string): string {
  return clause.startsWith("docs/") ? clause : clause.charAt(0).toUpperCase() + clause.slice(1);
}

/** @param name of the key under `custom` that holds it */
export function noSchema(
  { id, place }: Pick<Settable, "id" | "place">,
  name: string,
  cause: unknown,
): LumogateError {
  return new LumogateError(
    "policy.metadata",
    `The METADATA of the rule ${id} (${place.file}:${place.line}) has under custom.${name} what is no JSON schema: ${messageOf(cause)}.`,
    {
      location: place,
      hint: "It is a JSON schema of draft 7, read strictly: every keyword and every format in it has to be known.",
      cause,
    },
  );
}
