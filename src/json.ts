/** An object as `JSON.parse` makes it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns undefined where the text is no JSON, or no object */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * How many keys the objects of a JSON text have, those that stand twice counted twice: `JSON.parse` keeps the last of such
 * values and says nothing.
 *
 * @param text valid JSON
 */
export function countKeys(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    at += 1;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at += 1;
    while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at += 1;
    if (text[at] === ":") count += 1;
  }
  return count;
}
