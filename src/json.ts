import { LIMITS } from "./limits.ts";

/** An object as `JSON.parse` makes it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same object without the keys whose values are undefined. */
export function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** What could be undefined may be absent instead. */
type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/**
 * `JSON.parse` for what others wrote: each bracket within others costs it 50 bytes of memory, also where nothing closes them,
 * so that a file of brackets takes gigabytes.
 *
 * @throws SyntaxError for what is no JSON, or lies deeper than LIMITS.jsonDepth
 */
export function parseJson(text: string): unknown {
  if (isDeep(text))
    throw new SyntaxError(`more than ${LIMITS.jsonDepth} lists and objects within each other`);
  return JSON.parse(text);
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at += 1;
      while (at < text.length && text.charCodeAt(at) !== QUOTE)
        at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    } else if (char === OPEN_LIST || char === OPEN_OBJECT) {
      depth += 1;
      if (depth > LIMITS.jsonDepth) return true;
    } else if (char === CLOSE_LIST || char === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** @returns undefined where the text is no JSON, or no object */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value = parseJson(text);
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
