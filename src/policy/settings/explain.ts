import { isRecord } from "../../json.ts";
import { nearest } from "../../nearest.ts";
import { orWords, shownJson } from "../../text.ts";
import type { SchemaProblem } from "../../validate.ts";
import { FORMATS } from "./formats.ts";
import { formatProblem } from "./loaded-formats.ts";
import { type Path, problemAt, type SettingsProblem } from "./settings.ts";

/**
 * ajv's problems as sentences, the one that says most first: a misspelt key before the right one that is missing, and
 * not that no branch of an `anyOf` fitted, but what is wrong in the branch that was meant.
 *
 * @param problems of a schema that was compiled with `SCHEMA_OPTIONS`
 * @param whole how the value as a whole is called: "the rule"
 */
export function explainProblems(
  problems: readonly SchemaProblem[],
  value: unknown,
  whole: string,
): readonly SettingsProblem[] {
  return meant(problems)
    .toSorted((a, b) => Number(isUnknownKey(b)) - Number(isUnknownKey(a)))
    .map((problem) => explain(problem, pathOf(problem.instancePath, value), whole));
}

function isUnknownKey({ keyword }: SchemaProblem): boolean {
  return keyword === "additionalProperties" || keyword === "propertyNames";
}

const BRANCHING = new Set(["anyOf", "oneOf", "if", "propertyNames"]);

/**
 * Without what only says that a branch did not fit. A branch that is for another type of value was not meant; where none is
 * for this type, their expectations are put together.
 */
function meant(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const branching = problems.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const plain = withoutConsequences(problems.filter(({ keyword }) => !BRANCHING.has(keyword)));
  return branching.reduce<readonly SchemaProblem[]>(
    (left, { instancePath }) => {
      const [types, others] = split(
        left,
        (each) => each.instancePath === instancePath && each.keyword === "type",
      );
      if (types.length === 0) return left;
      if (others.some((each) => each.instancePath.startsWith(instancePath))) return others;
      const [first] = types;
      const expected = types.flatMap((each) => typesOf(each));
      return first === undefined
        ? others
        : [{ ...first, params: { type: [...new Set(expected)] } }, ...others];
    },
    plain.length > 0 ? plain : problems,
  );
}

/** What is not of the type that a schema wants is not one of its values either: that says nothing more. */
function withoutConsequences(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const mistyped = new Set(problems.filter(({ keyword }) => keyword === "type").map(placeOf));
  return problems.filter((each) => each.keyword === "type" || !mistyped.has(placeOf(each)));
}

/** Which value it is about, and which schema. */
function placeOf({ instancePath, schemaPath }: SchemaProblem): string {
  return JSON.stringify([instancePath, schemaPath.slice(0, schemaPath.lastIndexOf("/"))]);
}

function split<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

function explain(problem: SchemaProblem, path: Path, whole: string): SettingsProblem {
  const name = path.length === 0 ? whole : nameOf(path);
  if (problem.keyword !== "additionalProperties") {
    return problemAt(path, "config.invalid", sentence(`${name} ${complaint(problem)}`));
  }
  const key = String(problem.params["additionalProperty"]);
  const properties: unknown = isRecord(problem.parentSchema) ? problem.parentSchema["properties"] : undefined;
  const known = isRecord(properties) ? Object.keys(properties) : [];
  const near = nearest(key, known);
  return {
    code: "config.unknown-key",
    message: `${name} has an unknown key ${JSON.stringify(key)}.${near === undefined ? "" : ` Did you mean "${near}"?`}`,
    hint: known.length === 0 ? "It may have no keys at all." : `It may have: ${known.join(", ")}.`,
    path: [...path, key],
    at: "key",
  };
}

function sentence(clause: string): string {
  return clause.endsWith("?") ? clause : `${clause}.`;
}

/** What is wrong, as a clause whose subject is the value's name. */
function complaint(problem: SchemaProblem): string {
  const { keyword, params, data } = problem;
  const limit = Number(params["limit"]);
  switch (keyword) {
    case "type":
      return `is ${kindOf(data)}, where ${orWords(expectedKinds(problem))} is expected${advice(problem)}`;
    case "required":
      return `lacks "${String(params["missingProperty"])}"`;
    case "enum":
      return notOneOf(data, params["allowedValues"]);
    case "const":
      return `is ${show(data)}, where ${show(params["allowedValue"])} is expected`;
    case "minItems":
      return limit === 1
        ? "is an empty list, so the rule would judge nothing"
        : `has ${items(data)}, where at least ${limit} are expected`;
    case "maxItems":
      return `has ${items(data)}, where at most ${limit} are expected`;
    case "minProperties":
      return `has ${isRecord(data) ? Object.keys(data).length : 0} keys, where at least ${limit} are expected`;
    case "minLength":
      return limit === 1 ? "is empty" : `is ${show(data)}, which is shorter than ${limit} characters`;
    case "pattern":
      return `is ${show(data)}, which does not match ${String(params["pattern"])}`;
    case "format":
      return wrongFormat(String(params["format"]), String(data));
    case "uniqueItems":
      return `has one item twice, ${show(Array.isArray(data) ? data[Number(params["i"])] : data)}`;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `is ${show(data)}, where a number ${String(params["comparison"])} ${limit} is expected`;
    default:
      return `is ${show(data)}, and ${problem.message ?? "that is not valid"}`;
  }
}

function wrongFormat(name: string, text: string): string {
  return `is ${show(text)}, which is no ${FORMATS.get(name)?.name ?? name}: ${formatProblem(name, text) ?? "it is not valid"}`;
}

function notOneOf(data: unknown, allowed: unknown): string {
  const values: readonly unknown[] = Array.isArray(allowed) ? allowed : [];
  const near = nearest(String(data), values.map(String));
  return `is ${show(data)}, which is none of ${values.map((each) => (typeof each === "string" ? each : show(each))).join(", ")}${near === undefined ? "" : `; did you mean "${near}"?`}`;
}

/** JSON schema's types as a reader of YAML calls what they stand for. */
const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  null: "nothing",
};

/** Of a text that has to be one of a few, these say more than that it is a text. */
function expectedKinds(problem: SchemaProblem): readonly string[] {
  const words = isRecord(problem.parentSchema) ? problem.parentSchema["enum"] : undefined;
  return typesOf(problem).flatMap((type) =>
    type === "string" && Array.isArray(words) ? words.map(String) : [KINDS[type] ?? type],
  );
}

/** How to write what was most likely meant: YAML takes 3.10 for the number 3.1, and one item is not yet a list. */
function advice(problem: SchemaProblem): string {
  const types = typesOf(problem);
  const wantsText =
    types.includes("string") && !(isRecord(problem.parentSchema) && "enum" in problem.parentSchema);
  if (wantsText && (typeof problem.data === "number" || typeof problem.data === "boolean"))
    return ": put it into quotes";
  return types.includes("array") && typeof problem.data === "string" ? `: [${show(problem.data)}]` : "";
}

function typesOf({ params }: SchemaProblem): readonly string[] {
  const type: unknown = params["type"];
  return Array.isArray(type) ? type.map(String) : String(type).split(",");
}

function kindOf(data: unknown): string {
  if (data === null || data === undefined) return "empty";
  if (Array.isArray(data)) return "a list";
  if (typeof data === "object") return "a map of keys and values";
  return typeof data === "string" ? `the text ${show(data)}` : show(data);
}

function items(data: unknown): string {
  const count = Array.isArray(data) ? data.length : 0;
  return count === 1 ? "1 item" : `${count} items`;
}

const SHOWN_CHARS = 100;

function show(value: unknown): string {
  return shownJson(value, SHOWN_CHARS);
}

/** A JSON pointer (RFC 6901) as keys and indexes of this value. */
function pathOf(pointer: string, value: unknown): Path {
  let current = value;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(current) ? Number(key) : key;
      current = (current as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}

/** `packages[1].versions` */
function nameOf(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
