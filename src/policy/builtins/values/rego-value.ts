import { quote } from "../go/quote.ts";
import type { RegoNumber } from "./rego-number.ts";
import { compareValues } from "./rego-order.ts";

/**
 * A Rego value as a host built-in gets it. Unlike JSON.parse this keeps what OPA's own built-ins see: a number's
 * digits, and which of the lists are sets.
 */
export type RegoValue =
  | null
  | boolean
  | string
  | RegoNumber
  | { readonly kind: "array" | "set"; readonly items: readonly RegoValue[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [RegoValue, RegoValue])[] };

/** A token of the text form: punctuation, `set(`, a string, a number, or a word. Blanks are skipped. */
const TOKEN = /\s*(?:([[\]{},:)]|set\()|("(?:[^"\\]|\\.)*")|(-?\.?\d[\d.eE+-]*)|(true|false|null))/y;

/**
 * Reads what `opa_value_dump` writes: JSON, and besides it sets (`{1, 2}`, `set()`) and keys that are no strings.
 *
 * @throws SyntaxError
 */
export function parseRegoValue(text: string): RegoValue {
  const tokens = tokenize(text);
  const value = readValue(tokens);
  if (tokens.next() !== undefined) throw new SyntaxError("text follows the value");
  return value;
}

/** The value as OPA prints it: `{"a": [1, true]}`, sets and objects sorted. */
export function regoString(value: RegoValue): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value === "boolean") return String(value);
  switch (value.kind) {
    case "number":
      return value.text;
    case "array":
      return `[${value.items.map(regoString).join(", ")}]`;
    case "set":
      return value.items.length === 0 ? "set()" : `{${sortedStrings(value.items).join(", ")}}`;
    case "object": {
      const sorted = value.entries.toSorted(([a], [b]) => compareValues(a, b));
      return `{${sorted.map(([key, item]) => `${regoString(key)}: ${regoString(item)}`).join(", ")}}`;
    }
    default:
      return value satisfies never;
  }
}

function sortedStrings(items: readonly RegoValue[]): string[] {
  return items.toSorted(compareValues).map(regoString);
}

interface Tokens {
  /** The next token without taking it. */
  peek(): string | undefined;
  next(): string | undefined;
}

function tokenize(text: string): Tokens {
  let position = 0;
  let ahead: string | undefined;
  const read = (): string | undefined => {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(position).trim() !== "") throw new SyntaxError(`no Rego value at offset ${position}`);
      return undefined;
    }
    position = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? match[4];
  };
  return {
    peek: () => (ahead ??= read()),
    next() {
      const token = ahead ?? read();
      ahead = undefined;
      return token;
    },
  };
}

function readValue(tokens: Tokens): RegoValue {
  const token = tokens.next();
  switch (token) {
    case undefined:
      throw new SyntaxError("the value is incomplete");
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    case "[":
      return { kind: "array", items: readItems(tokens, "]") };
    case "set(":
      return { kind: "set", items: readItems(tokens, ")") };
    case "{":
      return readBraces(tokens);
    default:
      if (token.startsWith('"')) return JSON.parse(token) as string;
      if (/^-?\.?\d/.test(token)) return { kind: "number", text: token };
      throw new SyntaxError(`${token} where a value should begin`);
  }
}

function readItems(tokens: Tokens, end: string): RegoValue[] {
  const items: RegoValue[] = [];
  while (tokens.peek() !== end) {
    if (items.length > 0) expect(tokens, ",");
    items.push(readValue(tokens));
  }
  tokens.next();
  return items;
}

/** An object, or a set that has members. */
function readBraces(tokens: Tokens): RegoValue {
  if (tokens.peek() === "}") {
    tokens.next();
    return { kind: "object", entries: [] };
  }
  const first = readValue(tokens);
  if (tokens.peek() !== ":") {
    if (tokens.peek() !== "}") expect(tokens, ",");
    return { kind: "set", items: [first, ...readItems(tokens, "}")] };
  }
  tokens.next();
  const entries: (readonly [RegoValue, RegoValue])[] = [[first, readValue(tokens)]];
  while (tokens.peek() !== "}") {
    expect(tokens, ",");
    const key = readValue(tokens);
    expect(tokens, ":");
    entries.push([key, readValue(tokens)]);
  }
  tokens.next();
  return { kind: "object", entries };
}

function expect(tokens: Tokens, punctuation: string): void {
  const token = tokens.next();
  if (token !== punctuation) throw new SyntaxError(`${token ?? "the end"} where ${punctuation} should be`);
}
