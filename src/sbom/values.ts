import { isRecord, type JsonRecord } from "../json.ts";

/** A member that is a text with something in it. */
export function textOf(record: JsonRecord, key: string): string | undefined {
  const value = record[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A member that is an object; where it is none, one without members. */
export function recordOf(record: JsonRecord, key: string): JsonRecord {
  const value = record[key];
  return isRecord(value) ? value : {};
}

/** The objects in a member that is a list. */
export function recordsOf(record: JsonRecord, key: string): readonly JsonRecord[] {
  const value: unknown = record[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts in a member that is a list. */
export function textsOf(record: JsonRecord, key: string): readonly string[] {
  const value: unknown = record[key];
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string" && one !== "")
    : [];
}

/** An object without the members that are not known, so that absent stays absent. */
export function known<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Defined<Fields[Key]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Defined<Fields[Key]> };
}

type Defined<Value> = Exclude<Value, undefined>;
