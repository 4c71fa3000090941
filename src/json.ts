/** An object as `JSON.parse` makes it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
