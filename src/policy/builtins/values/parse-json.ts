import { checkedNumber } from "./rego-number.ts";
import type { RegoValue } from "./rego-value.ts";

/** Blanks, punctuation, a text, a number, or a word of JSON. */
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, RegoValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * JSON with every digit of its numbers, where JSON.parse would round them. Of a key that stands twice the last value
 * counts, as everywhere.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): RegoValue {
  // Finds what is wrong, and says where; below only valid JSON is read.
  JSON.parse(text);
  return new Reader(text).value();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): RegoValue {
    switch (this.#peek()) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(): RegoValue {
    const entries = new Map<string, RegoValue>();
    this.#at++;
    while (this.#peek() !== "}") {
      if (this.#peek() === ",") this.#at++;
      this.#peek();
      const key = this.#string();
      this.#peek();
      this.#at++;
      entries.set(key, this.value());
    }
    this.#at++;
    return { kind: "object", entries: [...entries] };
  }

  #array(): RegoValue {
    const items: RegoValue[] = [];
    this.#at++;
    while (this.#peek() !== "]") {
      if (this.#peek() === ",") this.#at++;
      items.push(this.value());
    }
    this.#at++;
    return { kind: "array", items };
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (isEscaped(this.#text, end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #scalar(): RegoValue {
    const word = WORDS.find(([each]) => this.#text.startsWith(each, this.#at));
    if (word !== undefined) {
      this.#at += word[0].length;
      return word[1];
    }
    const text = this.#take(NUMBER);
    if (text === "") throw new SyntaxError(`no JSON value at offset ${this.#at}`);
    return checkedNumber(text);
  }

  /** The next character that is no blank. */
  #peek(): string {
    this.#take(BLANKS);
    return this.#text.charAt(this.#at);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

/** True behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charAt(before) === "\\") before--;
  return (at - before) % 2 === 0;
}
