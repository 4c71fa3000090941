import type { Depth } from "../model/depth.ts";
import { LumogateError } from "../model/error.ts";
import type { Evidence } from "../model/inventory.ts";
import { SEVERITIES, type Severity, type SourceLocation } from "../model/report.ts";
import { didYouMean } from "../nearest.ts";
import { compareText } from "../text.ts";
import { type CompiledRule, ruleKey } from "./compile/contract.ts";
import { needsOf } from "./needs.ts";
import type { PolicySet } from "./policy-set.ts";
import type { Rule, RuleSetting } from "./policy.ts";
import type { ResultRule } from "./results.ts";

/** All rules, and what the user's configuration makes of them. */
export interface Catalogue {
  /** Sorted by id; `deny` and `warn` of one package are one rule. */
  readonly rules: readonly Rule[];
  /** For each policy set, in the same order, those of its rules that have to answer. */
  readonly active: readonly (readonly ResultRule[])[];
  /** Of those that have to answer. */
  readonly needs: Depth;
}

type RuleSettingsById = ReadonlyMap<string, RuleSetting>;

/**
 * @throws LumogateError `policy.duplicate-rule`, `policy.metadata`, `config.unknown-rule`, `config.missing-settings`
 */
export function catalogueOf(sets: readonly PolicySet[], settings: RuleSettingsById): Catalogue {
  refuseClashes(sets);
  const described = sets.map((set) => set.rules.map((rule) => describe(rule, set, settings.get(rule.id))));
  const known = new Set(described.flat().map(({ rule }) => rule.id));
  refuseUnknown(settings, known);
  const rules = Array.from(known, (id) =>
    merge(described.flat().flatMap((each) => (each.rule.id === id ? [each.rule] : []))),
  );
  return {
    rules: rules.toSorted((a, b) => compareText(a.id, b.id)),
    active: described.map((each) => each.filter(({ rule }) => rule.active).map(({ result }) => result)),
    needs: needsOf(described.flat().flatMap(({ rule, compiled }) => (rule.active ? [compiled] : []))),
  };
}

function describe(
  compiled: CompiledRule,
  { shipped }: PolicySet,
  setting: RuleSetting | undefined,
): { readonly compiled: CompiledRule; readonly rule: Rule; readonly result: ResultRule } {
  const { id, title, file, row } = compiled;
  if (shipped && setting !== undefined && !setting.off && setting.settings === undefined)
    throw missingSettings(id, setting);
  const own = severityOf(compiled);
  const override = setting?.severity;
  return {
    compiled,
    rule: {
      id,
      ...(title === undefined ? {} : { title }),
      origin: shipped ? "shipped" : `${file}:${row}`,
      severity: override ?? own,
      reads: evidenceOf(compiled.reads),
      active: shipped ? setting !== undefined && !setting.off : setting?.off !== true,
    },
    result: {
      id,
      key: ruleKey(compiled),
      file,
      row,
      severity: own,
      ...(override === undefined ? {} : { severitySetting: override }),
      ...customText(compiled, "fix"),
      ...customText(compiled, "docs"),
    },
  };
}

/** METADATA's `custom.severity`, else what the rule's name says. */
function severityOf(rule: CompiledRule): Severity {
  const custom = rule.custom?.["severity"];
  if (custom === undefined) return rule.severity;
  const severity = SEVERITIES.find((each) => each === custom);
  if (severity === undefined) throw badMetadata(rule, "severity", `one of ${SEVERITIES.join(", ")}`, custom);
  return severity;
}

function customText<Name extends "fix" | "docs">(
  rule: CompiledRule,
  name: Name,
): Partial<Record<Name, string>> {
  const custom = rule.custom?.[name];
  if (custom === undefined) return {};
  if (typeof custom !== "string") throw badMetadata(rule, name, "text", custom);
  return { [name]: custom } as Record<Name, string>;
}

/** An object, so that the compiler counts them: evidence that is missing here would stand in no rule's way. */
const PARTS: Record<Evidence, true> = {
  image: true,
  config: true,
  layers: true,
  os: true,
  packages: true,
  files: true,
};
const EVERYTHING = Object.keys(PARTS) as readonly Evidence[];

/** Top-level names of the inventory, and the evidence that each of them is. */
const EVIDENCE = new Map<string, readonly Evidence[]>([
  ...EVERYTHING.map((each) => [each, [each]] as const),
  ["databases", ["packages"]],
  // What these say is there, whatever else could not be read.
  ["schema", []],
  ["scope", []],
  ["gaps", []],
]);

/** A name that is not known counts as everything, as does `*`: what stands in a rule's way must not be overlooked. */
function evidenceOf(reads: readonly string[]): readonly Evidence[] {
  const found = new Set(reads.flatMap((name) => EVIDENCE.get(name) ?? EVERYTHING));
  return EVERYTHING.filter((each) => found.has(each));
}

/** What shares an id is one rule to the user: on or off together, and as severe as the worst. */
function merge(rules: readonly Rule[]): Rule {
  const [first, ...others] = rules;
  if (first === undefined) throw new RangeError("there is no rule to describe");
  return others.reduce((one, other) => {
    const title = one.title ?? other.title;
    const read = new Set([...one.reads, ...other.reads]);
    return {
      ...one,
      ...(title === undefined ? {} : { title }),
      severity: SEVERITIES.find((each) => each === one.severity || each === other.severity) ?? "error",
      reads: EVERYTHING.filter((each) => read.has(each)),
    };
  }, first);
}

function refuseClashes(sets: readonly PolicySet[]): void {
  const shipped = new Set(
    sets.filter((set) => set.shipped).flatMap(({ rules }) => rules.map(({ id }) => id)),
  );
  for (const { id, package: name, file, row } of sets
    .filter((set) => !set.shipped)
    .flatMap(({ rules }) => rules)) {
    if (!shipped.has(id)) continue;
    throw new LumogateError(
      "policy.duplicate-rule",
      `The package ${name} (${file}:${row}) has a rule with the id ${id}, which is one of lumogate's own.`,
      {
        location: { file, line: row },
        hint: "Rename your package: a waiver or a setting could mean either.",
      },
    );
  }
}

function refuseUnknown(settings: RuleSettingsById, known: ReadonlySet<string>): void {
  for (const [id, setting] of settings) {
    if (known.has(id)) continue;
    throw new LumogateError(
      "config.unknown-rule",
      `There is no rule ${JSON.stringify(id)}.${didYouMean(id, known)}`,
      { hint: `Rules are: ${Array.from(known).toSorted().join(", ")}.`, ...placeOf(setting) },
    );
  }
}

function missingSettings(id: string, setting: RuleSetting): LumogateError {
  return new LumogateError(
    "config.missing-settings",
    `The rule ${id} is switched on, but has no settings, so it would judge nothing.`,
    {
      hint: `Give it settings, as policies/README.md describes them, or write "${id}: off".`,
      ...placeOf(setting),
    },
  );
}

function placeOf({ location }: RuleSetting): { readonly location?: SourceLocation } {
  return location === undefined ? {} : { location };
}

function badMetadata(
  { id, file, row }: CompiledRule,
  name: string,
  expected: string,
  got: unknown,
): LumogateError {
  return new LumogateError(
    "policy.metadata",
    `The METADATA of the rule ${id} (${file}:${row}) has custom.${name} ${JSON.stringify(got)}, where ${expected} is expected.`,
    { location: { file, line: row } },
  );
}
