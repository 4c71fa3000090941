/**
 * Ruby strings as they stand in gemspecs: in double quotes as `String#dump` writes them, or in single quotes. Nothing is
 * evaluated: what is more than a literal is not known.
 */

/** Without nested repetition, so that no text takes more than its length. */
const STRING = /"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)'/y;

/** What may follow a literal that is a whole value: `.freeze`, a condition, a comment. */
const END = /^(?:\.freeze)?\s*(?:$|#|;|if\s|unless\s)/;

/** The authors of a large gem come to a page; a longer expression is no list of names. */
const EXPRESSION_CHARS = 16_384;

/** @returns the string that the expression is, or undefined where it is anything else: a constant, an interpolation */
export function stringValue(expression: string): string | undefined {
  const literal = literalAt(expression.slice(0, EXPRESSION_CHARS), 0);
  return literal !== undefined && END.test(expression.slice(literal.end, literal.end + END_CHARS))
    ? literal.value
    : undefined;
}

const END_CHARS = 64;

/** @returns all strings in the expression: those of a list, or the only one */
export function stringValues(expression: string): string[] {
  const text = expression.slice(0, EXPRESSION_CHARS);
  const values: string[] = [];
  let at = 0;
  for (;;) {
    at += text.slice(at).search(/["']|$/);
    const literal = literalAt(text, at);
    if (literal === undefined) return values;
    if (literal.value !== undefined) values.push(literal.value);
    at = literal.end;
  }
}

/** @returns a value that is undefined for a string with an interpolation */
function literalAt(
  text: string,
  at: number,
): { readonly value: string | undefined; readonly end: number } | undefined {
  STRING.lastIndex = at;
  const [all, double, single] = STRING.exec(text) ?? [];
  if (all === undefined) return undefined;
  const end = at + all.length;
  if (double === undefined) return { value: single?.replaceAll(/\\([\\'])/g, "$1"), end };
  return { value: /(?<!\\)#[{$@]/.test(double) ? undefined : unescaped(double), end };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["s", " "],
  ["e", "\u001B"],
  ["0", "\0"],
]);

/** `\u00E9`, `\u{1F48E}`, `\x41`, and one character for all else. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(
    /\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|(.))/gs,
    (_, four?: string, braced?: string, byte?: string, one = "") => {
      const code = Number.parseInt(four ?? braced ?? byte ?? "", 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      return ESCAPES.get(one) ?? one;
    },
  );
}
