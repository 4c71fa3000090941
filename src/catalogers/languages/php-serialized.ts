import { byteString, decodeUtf8 } from "../../text.ts";

/** Numbers, booleans and null are of no use here, and read as undefined; keys that are numbers are texts. */
export type PhpValue = string | ReadonlyMap<string, PhpValue> | undefined;

export interface ReadSerialized {
  readonly value: PhpValue;
  /** False where it was cut or damaged: the value has what stands before. */
  readonly isWhole: boolean;
}

/** Arrays within arrays; a package's changelog has eight. */
const DEPTH = 64;

/** Reads what PHP's `serialize` writes: arrays, texts and numbers. Objects are none of what we read, and count as damage. */
export function readSerialized(bytes: Uint8Array): ReadSerialized {
  const reader = new Reader(byteString(bytes));
  const value = reader.value(0);
  return { value, isWhole: !reader.isDamaged };
}

class Reader {
  readonly #text: string;
  #at = 0;
  isDamaged = false;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): PhpValue {
    const kind = this.#text.slice(this.#at, this.#at + 2);
    if (kind === "s:") return this.#string();
    if (kind === "a:" && depth < DEPTH) return this.#array(depth);
    if (kind === "N;") this.#at += 2;
    else if (kind === "i:" || kind === "d:" || kind === "b:") this.#until(";");
    else this.isDamaged = true;
    return undefined;
  }

  /** `s:5:"bytes";` */
  #string(): string | undefined {
    this.#at += 2;
    const length = Number(this.#until(":"));
    const start = this.#at + 1;
    const end = start + length;
    if (!Number.isSafeInteger(length) || this.#text.slice(end, end + 2) !== '";') {
      this.isDamaged = true;
      return undefined;
    }
    this.#at = end + 2;
    return decodeUtf8(this.#text.slice(start, end)).text;
  }

  /** `a:2:{key;value;key;value;}`. Its count is not believed: it ends where it ends. */
  #array(depth: number): ReadonlyMap<string, PhpValue> {
    const values = new Map<string, PhpValue>();
    this.#until("{");
    while (!this.isDamaged && this.#text[this.#at] !== "}") {
      const key = this.#text[this.#at] === "i" ? this.#until(";").slice(2) : this.value(depth + 1);
      if (typeof key !== "string") this.isDamaged = true;
      else values.set(key, this.isDamaged ? undefined : this.value(depth + 1));
    }
    this.#at += 1;
    return values;
  }

  /** What stands before the next such character, which is passed. */
  #until(char: string): string {
    const end = this.#text.indexOf(char, this.#at);
    if (end < 0) this.isDamaged = true;
    const text = this.#text.slice(this.#at, end < 0 ? this.#text.length : end);
    this.#at = end < 0 ? this.#text.length : end + 1;
    return text;
  }
}
