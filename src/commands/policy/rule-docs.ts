import { yamlText } from "../../config/yaml.ts";
import { isRecord, withoutUndefined } from "../../json.ts";
import type { Rule } from "../../policy/policy.ts";
import { settingRows } from "./settings-table.ts";

/** What METADATA says of a rule, for machines: `lumogate policy docs --output json`. */
export function ruleDocument({ id, title, description, severity, reads, origin, metadata }: Rule): object {
  const { extends: set, ...rest } = metadata;
  return withoutUndefined({ id, title, description, ...rest, severity, extends: set, reads, origin });
}

/** Rules as Markdown: a table of all, then each by itself, from what their METADATA says. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const sections = rules.map(ruleSection);
  return [overview(rules), ...sections].join("\n\n");
}

function overview(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [\`${rule.id}\`](#${anchor(rule.id)}) | ${rule.severity} | ${setOf(rule)} | ${cell(rule.title ?? "")} |`,
  );
  return ["| rule | severity | judges in | what has to be so |", "|---|---|---|---|", ...rows].join("\n");
}

/** As GitHub makes one of a heading: points are left out. */
function anchor(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "");
}

/** The set that brings it, or when else it judges. */
function setOf({ origin, metadata }: Rule): string {
  if (origin !== "shipped") return "always";
  return metadata.extends === undefined ? "when configured" : `\`${metadata.extends}\``;
}

function whenWords({ origin, metadata }: Rule): string {
  if (origin !== "shipped") return "judges unless it is off";
  return metadata.extends === undefined
    ? "judges where lumogate.yaml configures it"
    : `belongs to the set \`${metadata.extends}\``;
}

function ruleSection(rule: Rule): string {
  const { id, title, description, severity, reads, metadata } = rule;
  const { fix, docs, effectiveOn } = metadata;
  const facts = [
    `A finding is ${severity === "error" ? "an" : "a"} **${severity}**`,
    ...(effectiveOn === undefined ? [] : [`, a warning until ${effectiveOn}`]),
    `. It ${whenWords(rule)}, and reads ${reads.length === 0 ? "nothing" : reads.map((each) => `\`${each}\``).join(", ")}.`,
  ];
  return [
    `## ${id}`,
    ...(title === undefined ? [] : [`**${title}.**`]),
    ...(description === undefined ? [] : [description.trim()]),
    facts.join(""),
    ...(fix === undefined ? [] : [`What to do: ${fix.trim()}`]),
    ...(docs === undefined ? [] : [`More: ${docs}`]),
    ...settingsPart(rule, "settings"),
    ...settingsPart(rule, "data"),
  ].join("\n\n");
}

function settingsPart({ id, metadata }: Rule, name: "settings" | "data"): readonly string[] {
  const schema = metadata[name];
  if (schema === undefined) return [];
  const keys = settingRows(schema);
  if (keys.length === 0) return [];
  const rows = keys.map(
    (row) =>
      `| \`${row.name}\`${row.isRequired ? ", required" : ""} | ${cell(row.type)} | ${row.default === undefined ? "" : `\`${cell(row.default)}\``} | ${cell(row.description)} |`,
  );
  const heading = name === "settings" ? "setting" : "key of `data.config`";
  const table = [`| ${heading} | type | default | |`, "|---|---|---|---|", ...rows].join("\n");
  const example = exampleOf(schema);
  if (example === undefined) return [table];
  const whole = name === "settings" ? { rules: { [id]: example } } : { data: example };
  return [table, `\`\`\`yaml\n${yamlText(whole)}\`\`\``];
}

/** The schema's own first example, else the first of each of its properties that has one. */
export function exampleOf(schema: object): unknown {
  const { examples, properties } = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  const parts = Object.entries(isRecord(properties) ? properties : {}).flatMap(([key, value]) => {
    const own = isRecord(value) ? value["examples"] : undefined;
    return Array.isArray(own) && own.length > 0 ? [[key, own[0] as unknown] as const] : [];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function cell(text: string): string {
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");
}
