import { withoutUndefined } from "../../json.ts";
import type { Depth } from "../../model/depth.ts";
import { LumogateError } from "../../model/error.ts";
import type { Evidence, Scope } from "../../model/inventory.ts";
import { SEVERITIES, type SourceLocation } from "../../model/report.ts";
import { didYouMean, whichRules } from "../../nearest.ts";
import { compareText } from "../../text.ts";
import { type CompiledRule, ruleKey } from "../compile/contract.ts";
import type { JudgingRule } from "../data/check.ts";
import { metadataOf, RULE_SETS, type RuleMetadata, type RuleSet } from "./metadata.ts";
import { needsOf } from "./needs.ts";
import type { PolicySet } from "./policy-set.ts";
import type { Rule, RuleSetting } from "../policy.ts";
import type { ResultRule } from "../findings/results.ts";

/** All rules, and what the user's configuration makes of them. */
export interface Catalogue {
  /** Sorted by id; `deny` and `warn` of one package are one rule. */
  readonly rules: readonly Rule[];
  /** For each policy set, in the same order, those of its rules that have to answer. */
  readonly active: readonly (readonly ResultRule[])[];
  /** Those that have to answer, each clause's name by itself. */
  readonly judging: readonly JudgingRule[];
  /** Of those that have to answer. */
  readonly needs: Depth;
}

type RuleSettingsById = ReadonlyMap<string, RuleSetting>;

/** What of the configuration and of the run decides which rules judge. */
export interface Selection {
  readonly settings: RuleSettingsById;
  /** The set of shipped rules that judge also where nobody configures them. */
  readonly extends: RuleSet;
  /** How far images are looked at. */
  readonly scope: Scope;
}

/** @throws LumogateError `policy.duplicate-rule`, `policy.metadata`, `config.unknown-rule` */
export function catalogueOf(sets: readonly PolicySet[], selection: Selection): Catalogue {
  refuseClashes(sets);
  const described = sets.map((set) => set.rules.map((rule) => describe(rule, set, selection)));
  const known = new Set(described.flat().map(({ rule }) => rule.id));
  refuseUnknown(selection.settings, known);
  const judging = described.flat().filter(({ rule }) => rule.active);
  const rules = Array.from(known, (id) =>
    merge(described.flat().flatMap((each) => (each.rule.id === id ? [each.rule] : []))),
  );
  return {
    rules: rules.toSorted((a, b) => compareText(a.id, b.id)),
    active: described.map((each) => each.filter(({ rule }) => rule.active).map(({ result }) => result)),
    judging,
    needs: needsOf(judging.map(({ compiled }) => compiled)),
  };
}

function describe(
  compiled: CompiledRule,
  { shipped }: PolicySet,
  selection: Selection,
): { readonly compiled: CompiledRule; readonly rule: Rule; readonly result: ResultRule } {
  const { id, title, description, file, row } = compiled;
  const metadata = metadataOf(compiled);
  const { fix, docs, effectiveOn } = metadata;
  const own = metadata.severity ?? compiled.severity;
  const setting = selection.settings.get(id);
  const override = setting?.severity;
  const reads = evidenceOf(compiled.reads);
  return {
    compiled,
    rule: withoutUndefined({
      id,
      title,
      description,
      origin: shipped ? "shipped" : `${file}:${row}`,
      severity: override ?? own,
      reads,
      metadata,
      place: { file, line: row },
      ...activity({ shipped, reads, metadata }, setting, selection),
    }),
    result: withoutUndefined({
      id,
      key: ruleKey(compiled),
      file,
      row,
      severity: own,
      severitySetting: override,
      fix,
      docs,
      effectiveOn,
    }),
  };
}

/** A rule of the user's judges unless it is off; one of ours where it is configured, or where `extends` brings it. */
function activity(
  { shipped, reads, metadata }: { readonly shipped: boolean } & Pick<Rule, "reads" | "metadata">,
  setting: RuleSetting | undefined,
  selection: Selection,
): Pick<Rule, "active" | "offBecause"> {
  if (setting !== undefined) return { active: !setting.off };
  if (!shipped) return { active: true };
  if (!brings(selection.extends, metadata)) return { active: false };
  // Who configures the rule wants it judged, and is told that it cannot be; here nobody has.
  if (selection.scope === "os" && reads.includes("files"))
    return { active: false, offBecause: "it reads files, and with --scope os nobody looks at them" };
  return { active: true };
}

function brings(set: RuleSet, { extends: least }: RuleMetadata): boolean {
  return least !== undefined && RULE_SETS.indexOf(least) <= RULE_SETS.indexOf(set);
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
    const read = new Set([...one.reads, ...other.reads]);
    return withoutUndefined({
      ...one,
      title: one.title ?? other.title,
      description: one.description ?? other.description,
      severity: SEVERITIES.find((each) => each === one.severity || each === other.severity) ?? "error",
      reads: EVERYTHING.filter((each) => read.has(each)),
      metadata: { ...other.metadata, ...one.metadata },
      active: one.active || other.active,
    });
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
      { hint: whichRules(id, known), ...placeOf(setting) },
    );
  }
}

function placeOf({ location }: RuleSetting): { readonly location?: SourceLocation } {
  return location === undefined ? {} : { location };
}
