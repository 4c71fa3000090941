import { parseJson } from "../../json.ts";
import { byteString, decodeUtf8 } from "../../text.ts";

/** What stands in a JSON document, also in one that is damaged. */
export interface PartialJson {
  /** Undefined where not even its beginning is JSON. */
  readonly value: unknown;
  /** Why it is not all of it; left out for valid JSON. */
  readonly damage?: { readonly code: "truncated" | "malformed"; readonly reason: string };
}

/** Lists within lists; composer's and .NET's have six. */
const DEPTH = 100;

/** Reads JSON (RFC 8259) with or without a byte order mark; of what is cut or damaged, all that stands before the damage. */
export function readPartialJson(bytes: Uint8Array): PartialJson {
  const { text } = decodeUtf8(byteString(bytes));
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return { value: parseJson(json) };
  } catch {
    return new PartialReader(json).read();
  }
}

/** Reads on until something is wrong, and then closes what is open. */
class PartialReader {
  readonly #text: string;
  #at = 0;
  #damage: PartialJson["damage"];

  constructor(text: string) {
    this.#text = text;
  }

  read(): PartialJson {
    const value = this.#value(0);
    // JSON.parse refused it: what follows a whole value is the damage, then.
    if (this.#damage === undefined) this.#fail();
    return { value, ...(this.#damage === undefined ? {} : { damage: this.#damage }) };
  }

  /** @returns undefined for what is no value: the place is damaged, then */
  #value(depth: number): unknown {
    const next = this.#next();
    if (depth < DEPTH && next === "{") return this.#object(depth);
    if (depth < DEPTH && next === "[") return this.#array(depth);
    return this.#scalar();
  }

  #object(depth: number): unknown {
    const entries: [string, unknown][] = [];
    this.#at += 1;
    if (this.#skip("}")) return {};
    do {
      const key = this.#next() === '"' ? this.#scalar() : this.#fail();
      if (typeof key !== "string" || !this.#skip(":")) break;
      const value = this.#value(depth + 1);
      if (value !== undefined) entries.push([key, value]);
    } while (this.#damage === undefined && this.#skip(","));
    if (!this.#skip("}")) this.#fail();
    // Defines what a hostile key would set: `__proto__`.
    return Object.fromEntries(entries);
  }

  #array(depth: number): unknown {
    const items: unknown[] = [];
    this.#at += 1;
    if (this.#skip("]")) return items;
    do {
      const value = this.#value(depth + 1);
      if (value !== undefined) items.push(value);
    } while (this.#damage === undefined && this.#skip(","));
    if (!this.#skip("]")) this.#fail();
    return items;
  }

  /** A string, a number, a word: up to where it ends, and then as JSON.parse takes it. */
  #scalar(): unknown {
    const end = this.#next() === '"' ? this.#endOfString() : this.#endOfWord();
    // A string has no end, or a number or a word may be a part of one.
    if (end === undefined || end === this.#text.length) {
      this.#at = this.#text.length;
      return this.#fail();
    }
    try {
      const value: unknown = JSON.parse(this.#text.slice(this.#at, end));
      this.#at = end;
      return value;
    } catch {
      return this.#fail();
    }
  }

  #endOfString(): number | undefined {
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      if (this.#text[at] === "\\") at += 1;
      else if (this.#text[at] === '"') return at + 1;
    }
    return undefined;
  }

  #endOfWord(): number {
    let end = this.#at;
    while (end < this.#text.length && /[-+.\w]/.test(this.#text.charAt(end))) end += 1;
    return end;
  }

  #next(): string {
    while (this.#at < this.#text.length && " \t\r\n".includes(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #skip(char: string): boolean {
    if (this.#damage !== undefined || this.#next() !== char) return false;
    this.#at += 1;
    return true;
  }

  #fail(): undefined {
    if (this.#damage !== undefined) return undefined;
    const isCut = this.#next() === "";
    this.#damage = isCut
      ? { code: "truncated", reason: "The file ends within a value, so it was cut short." }
      : { code: "malformed", reason: `It is no JSON from character ${this.#at + 1} on.` };
    return undefined;
  }
}
