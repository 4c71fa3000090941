import { countKeys, parseJson } from "../../json.ts";
import { messageOf } from "../../model/error.ts";

/**
 * A document's text. SBOMs made on Windows begin with a byte order mark, or are UTF-16 after a redirection.
 *
 * @throws Error with a clause as its message
 */
export function decodeDocument(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`it is not ${encoding.toUpperCase()}`, { cause });
  }
}

/** By the byte order mark, where there is one. */
export function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/**
 * Parses JSON and refuses a key that stands twice: which of the two a tool reads is a matter of taste, and what one tool lets
 * pass another would have found.
 *
 * @throws Error with a clause as its message
 */
export function parseDocument(text: string): unknown {
  const value = parse(text);
  if (countMembers(value) !== countKeys(text)) throw new Error("one of its objects has a key twice");
  return value;
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new Error(`it is not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** With a list and not by recursion: JSON may be nested deeper than any stack. */
function countMembers(value: unknown): number {
  let count = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    const children: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += children.length;
    for (const child of children) if (typeof child === "object" && child !== null) pending.push(child);
  }
  return count;
}
