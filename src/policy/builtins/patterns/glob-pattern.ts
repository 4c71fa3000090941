import { quoteMeta } from "./re2.ts";

/** Globs as OPA has them (github.com/gobwas/glob 1.0), as regular expressions: these need no backtracking. */

/**
 * `*` and `?` stop at the delimiters, `**` does not; `[a-z]`, `[!abc]`, `{one,two}`, and `\` before any of these.
 *
 * @throws SyntaxError
 */
export function globPattern(glob: string, delimiters: readonly string[]): string {
  const reader: Reader = { runes: Array.from(glob), at: 0, depth: 0 };
  const one = delimiters.length === 0 ? "(?s:.)" : `[^${delimiters.map(classRune).join("")}]`;
  let pattern = "";
  while (reader.at < reader.runes.length) pattern += readPart(reader, one);
  if (reader.depth > 0) throw wrong(reader, "unclosed `{`");
  return `\\A(?:${pattern})\\z`;
}

/** glob.QuoteMeta of Go. */
export function quoteGlob(text: string): string {
  return text.replaceAll(/[*?\\[\]{}]/g, (character) => `\\${character}`);
}

interface Reader {
  readonly runes: readonly string[];
  at: number;
  /** Braces that are open. */
  depth: number;
}

function readPart(reader: Reader, one: string): string {
  const rune = next(reader);
  switch (rune) {
    case "*":
      if (reader.runes[reader.at] !== "*") return `${one}*`;
      reader.at++;
      return "(?s:.*)";
    case "?":
      return one;
    case "[":
      return readClass(reader);
    case "{":
      reader.depth++;
      return "(?:";
    case "\\":
      return quoteMeta(next(reader, "trailing backslash"));
    default:
      break;
  }
  if (reader.depth > 0 && rune === ",") return "|";
  if (reader.depth === 0 || rune !== "}") return quoteMeta(rune);
  reader.depth--;
  return ")";
}

/** Behind its `[`: either one range or a list, in which a `-` is a character like others. */
function readClass(reader: Reader): string {
  const not = reader.runes[reader.at] === "!" ? "^" : "";
  if (not !== "") reader.at++;
  if (reader.runes[reader.at + 1] === "-") {
    const low = next(reader);
    reader.at++;
    const high = next(reader);
    if (next(reader) !== "]") throw wrong(reader, "expected close range character");
    if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
      throw wrong(reader, "range hi character is less than lo");
    }
    return `[${not}${classRune(low)}-${classRune(high)}]`;
  }
  let members = "";
  for (let rune = next(reader); rune !== "]"; rune = next(reader)) {
    members += classRune(rune === "\\" ? next(reader) : rune);
  }
  if (members === "") throw wrong(reader, "could not parse range");
  return `[${not}${members}]`;
}

function next(reader: Reader, problem = "unexpected end of input"): string {
  const rune = reader.runes[reader.at];
  if (rune === undefined) throw wrong(reader, problem);
  reader.at++;
  return rune;
}

function classRune(rune: string): string {
  return `\\x{${(rune.codePointAt(0) ?? 0).toString(16)}}`;
}

function wrong({ at }: Reader, problem: string): SyntaxError {
  return new SyntaxError(`glob: syntax error at ${at}: ${problem}`);
}
