import { compareTexts, sortedSet } from "./rego-order.ts";
import { type RegoValue, regoString } from "./rego-value.ts";

/** How a value looks as JSON, and as the text that policy.wasm reads. */

const ESCAPED = /[<>&\u2028\u2029]/g;

/** Go's encoding/json: `<`, `>` and `&` are escaped. */
function goJsonString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export interface Layout {
  /** Before every line but the first. */
  readonly prefix: string;
  readonly indent: string;
}

/** json.Marshal of Go over a Rego value: keys sorted, sets as lists, keys that are no strings as OPA prints them. */
export function goJson(value: RegoValue, layout?: Layout, depth = 0): string {
  if (typeof value === "string") return goJsonString(value);
  if (value === null || typeof value === "boolean") return String(value);
  switch (value.kind) {
    case "number":
      return value.text;
    case "array":
      return brackets(
        "[]",
        value.items.map((item) => goJson(item, layout, depth + 1)),
        layout,
        depth,
      );
    case "set":
      return brackets(
        "[]",
        sortedSet(value.items).map((item) => goJson(item, layout, depth + 1)),
        layout,
        depth,
      );
    case "object": {
      const colon = layout === undefined ? ":" : ": ";
      const members = value.entries
        .map(([key, item]) => [jsonKey(key), item] as const)
        .toSorted(([a], [b]) => compareTexts(a, b))
        .map(([key, item]) => `${goJsonString(key)}${colon}${goJson(item, layout, depth + 1)}`);
      return brackets("{}", members, layout, depth);
    }
    default:
      return value satisfies never;
  }
}

/** How OPA makes a key of an object a string, which JSON needs. */
function jsonKey(key: RegoValue): string {
  return typeof key === "string" ? key : regoString(key);
}

function brackets(
  pair: "[]" | "{}",
  parts: readonly string[],
  layout: Layout | undefined,
  depth: number,
): string {
  const [open, close] = [pair.charAt(0), pair.charAt(1)];
  if (layout === undefined || parts.length === 0) return open + parts.join(",") + close;
  const line = (level: number): string => `\n${layout.prefix}${layout.indent.repeat(level)}`;
  return open + parts.map((part) => line(depth + 1) + part).join(",") + line(depth) + close;
}

/** What `opa_value_parse` reads: JSON, and sets. */
export function wasmText(value: RegoValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value === "boolean") return String(value);
  switch (value.kind) {
    case "number":
      return value.text;
    case "array":
      return `[${value.items.map(wasmText).join(",")}]`;
    case "set":
      return value.items.length === 0 ? "set()" : `{${value.items.map(wasmText).join(",")}}`;
    case "object":
      return `{${value.entries.map(([key, item]) => `${wasmText(key)}:${wasmText(item)}`).join(",")}}`;
    default:
      return value satisfies never;
  }
}
