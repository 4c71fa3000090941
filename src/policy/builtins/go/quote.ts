/** Go's strconv.Quote and its kin: how OPA prints a string, and what `%q` means. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
]);

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

export interface QuoteOptions {
  /** Escape everything that is not ASCII: the flag `+`. */
  readonly ascii: boolean;
}

/** strconv.Quote: `"a\n"`. */
export function quote(text: string, { ascii }: QuoteOptions = { ascii: false }): string {
  return `"${Array.from(text, (rune) => (rune === '"' ? '\\"' : escapeRune(rune, ascii))).join("")}"`;
}

/** strconv.QuoteRune: `'a'`. */
export function quoteRune(rune: string, { ascii }: QuoteOptions): string {
  return `'${rune === "'" ? "\\'" : escapeRune(rune, ascii)}'`;
}

/** strconv.CanBackquote: no control character but the tab, no backquote, no byte order mark. */
export function canBackquote(text: string): boolean {
  return Array.from(text).every((rune) => rune === "\t" || (rune >= " " && !"\u007f`\ufeff".includes(rune)));
}

/** strconv.IsPrint. */
export function isPrintable(rune: string): boolean {
  return PRINTABLE.test(rune);
}

function escapeRune(rune: string, ascii: boolean): string {
  const escaped = ESCAPES.get(rune);
  if (escaped !== undefined) return escaped;
  const code = rune.codePointAt(0) ?? 0;
  if (isPrintable(rune) && !(ascii && code > 0x7f)) return rune;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
