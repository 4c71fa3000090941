import { isRecord, type JsonRecord } from "../../json.ts";
import { orWords } from "../../text.ts";

/** A row about one key that a schema of settings or data allows. */
export interface SettingRow {
  /** `packages[].versions` */
  readonly name: string;
  readonly isRequired: boolean;
  /** In words: `list`, `text (version-range)`, `error, warning or note`. */
  readonly type: string;
  readonly default?: string;
  readonly description: string;
}

/**
 * The keys of a JSON schema, each after what it stands in, each once: through lists, `$ref` within the schema, and all that
 * `if`, `then`, `else`, `anyOf`, `oneOf` and `allOf` allow.
 */
export function settingRows(schema: object): readonly SettingRow[] {
  const rows = new Map<string, SettingRow>();
  visit({ whole: schema as JsonRecord, rows }, schema, "", 0);
  return [...rows.values()];
}

interface Walk {
  readonly whole: JsonRecord;
  readonly rows: Map<string, SettingRow>;
}

/** Schemas may refer to themselves. */
const DEEPEST = 12;

function visit(walk: Walk, given: unknown, place: string, depth: number): void {
  const schema = resolved(given, walk.whole);
  if (schema === undefined || depth > DEEPEST) return;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  for (const [key, value] of entries(schema["properties"])) {
    const name = place === "" ? key : `${place}.${key}`;
    const row = rowOf(name, resolved(value, walk.whole), required.includes(key));
    if (row !== undefined && !walk.rows.has(name)) walk.rows.set(name, row);
    visit(walk, value, name, depth + 1);
  }
  for (const part of ["then", "else"]) visit(walk, schema[part], place, depth + 1);
  for (const part of ["anyOf", "oneOf", "allOf"])
    for (const branch of list(schema[part])) visit(walk, branch, place, depth + 1);
  const { items, additionalProperties } = schema;
  if (items !== undefined) visit(walk, items, `${place}[]`, depth + 1);
  if (isRecord(additionalProperties)) visitValues(walk, additionalProperties, place, depth);
}

/** Of a map whose keys are the user's own. */
function visitValues(walk: Walk, given: JsonRecord, place: string, depth: number): void {
  const name = `${place}.<name>`.replace(/^\./, "");
  const row = rowOf(name, resolved(given, walk.whole), false);
  if (row !== undefined && row.description !== "") walk.rows.set(name, row);
  visit(walk, given, name, depth + 1);
}

function rowOf(name: string, schema: JsonRecord | undefined, isRequired: boolean): SettingRow | undefined {
  if (schema === undefined) return undefined;
  const preset = schema["default"];
  const { description } = schema;
  return {
    name,
    isRequired,
    type: typeWords(schema),
    ...(preset === undefined ? {} : { default: JSON.stringify(preset) }),
    description: typeof description === "string" ? description : "",
  };
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "true or false",
  array: "list",
  object: "map",
};

function typeWords(schema: JsonRecord): string {
  const { type, enum: values, const: only, format, items } = schema;
  if (Array.isArray(values)) return orWords(values.map((value) => `\`${plain(value)}\``));
  if (only !== undefined) return `\`${plain(only)}\``;
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === "string");
  const words = orWords(types.map((each) => WORDS[each] ?? each));
  const inner = isRecord(items) && types.includes("array") ? itemWords(items) : "";
  return `${words}${inner}${typeof format === "string" ? ` (${format})` : ""}${bounds(schema)}`;
}

function itemWords(items: JsonRecord): string {
  const words = typeWords(items);
  return words === "" || words.includes("map") ? "" : ` of ${words}`;
}

function bounds({ minimum, maximum }: JsonRecord): string {
  const parts = [
    ...(typeof minimum === "number" ? [`from ${minimum}`] : []),
    ...(typeof maximum === "number" ? [`to ${maximum}`] : []),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Follows `$ref`s into the same schema; what stands beside one counts before what it leads to. */
function resolved(given: unknown, whole: JsonRecord): JsonRecord | undefined {
  if (!isRecord(given)) return undefined;
  const reference = given["$ref"];
  if (reference === "#") return whole;
  if (typeof reference !== "string" || !reference.startsWith("#/")) return given;
  const target = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), whole);
  const { $ref: _, ...beside } = given;
  return isRecord(target) ? { ...target, ...beside } : undefined;
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
