import type { ProblemLog } from "./problem-log.ts";
import { sliceTrimmed } from "../text.ts";

/** One paragraph of a control file, with those of its fields that were asked for. */
export interface Stanza<Field extends string> {
  /** Its first line, from 1. */
  readonly line: number;
  /** Values as byte strings, without blanks around them. */
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  /** False where the file ended before the blank line that ends a stanza. */
  readonly closed: boolean;
}

/**
 * Reads a control file by the grammar of dpkg's own parser (lib/dpkg/parse.c): a line that begins with a blank or a
 * tab continues the field above; field names are compared without case; a blank line ends a stanza. What dpkg
 * would refuse is logged and read as well as it can be: dpkg may stop there, a gate must not.
 *
 * @param text a byte string
 * @param wanted the fields to keep; the first is the one that there is one of in each stanza, and none may run over
 *   several lines
 */
export function* readStanzas<Field extends string>(
  text: string,
  wanted: readonly [Field, ...Field[]],
  log: ProblemLog,
): Generator<Stanza<Field>> {
  const [head] = wanted;
  const fieldNamed = fieldMatcher(wanted);
  const draft = new StanzaDraft<Field>(log);
  let line = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    line += 1;
    end = text.indexOf("\n", start);
    if (end === -1) {
      end = text.length;
      log.add("truncated", "the file ends within a line, so it was cut short.", line);
    }
    const kind = lineKind(text, start, end);
    if (kind === "continuation") {
      draft.continueField(line);
    } else if (kind === "field") {
      const colon = colonOf(text, start, end);
      if (colon === -1) log.add("malformed", "neither a field nor the continuation of one.", line);
      const field = colon === -1 ? undefined : fieldNamed(text, start, colon);
      // A second head: the blank line between two stanzas is missing, and the second must not get lost in the first.
      const finished = field === head && draft.has(head) ? draft.finish(true) : undefined;
      if (finished !== undefined) log.add("malformed", `a second ${head} in one stanza.`, line);
      if (finished !== undefined) yield finished;
      draft.addField(field, field === undefined ? "" : sliceTrimmed(text, colon + 1, end), line);
    } else {
      const finished = draft.finish(true);
      // dpkg refuses a line of blanks within a stanza. Read as a part of it, the next stanza could hide in this one.
      if (kind === "blanks" && finished !== undefined)
        log.add("malformed", "a line of nothing but blanks in a stanza.", line);
      if (finished !== undefined) yield finished;
    }
  }
  const last = draft.finish(false);
  if (last !== undefined) yield last;
}

class StanzaDraft<Field extends string> {
  readonly #log: ProblemLog;
  #fields: Partial<Record<Field, string>> = {};
  #line = 0;
  /** The field that a continuation would belong to: undefined before the first, `other` where it was not wanted. */
  #above: Field | "other" | undefined;

  constructor(log: ProblemLog) {
    this.#log = log;
  }

  has(field: Field): boolean {
    return this.#fields[field] !== undefined;
  }

  addField(field: Field | undefined, value: string, line: number): void {
    if (this.#above === undefined) this.#line = line;
    this.#above = field ?? "other";
    if (field === undefined) return;
    if (this.has(field)) this.#log.add("malformed", `a second ${field} in one stanza.`, line);
    else this.#fields[field] = value;
  }

  continueField(line: number): void {
    if (this.#above === undefined) this.#log.add("malformed", "a continuation with no field above it.", line);
    else if (this.#above !== "other")
      this.#log.add("malformed", `the value of ${this.#above} runs over several lines.`, line);
  }

  /** @returns the stanza, if there is one, and begins the next */
  finish(closed: boolean): Stanza<Field> | undefined {
    if (this.#above === undefined) return undefined;
    const stanza = { line: this.#line, fields: this.#fields, closed };
    this.#fields = {};
    this.#above = undefined;
    return stanza;
  }
}

/**
 * Finds the wanted field whose name stands in a place of the text, whatever its case. A status file has 150,000 field
 * names, most of them not wanted: none of them becomes a string.
 */
function fieldMatcher<Field extends string>(
  wanted: readonly Field[],
): (text: string, start: number, colon: number) => Field | undefined {
  const byLength: { field: Field; lower: string }[][] = [];
  for (const field of wanted) (byLength[field.length] ??= []).push({ field, lower: field.toLowerCase() });
  return (text, start, colon) => {
    let end = colon;
    while (end > start && text.charCodeAt(end - 1) <= BLANK) end -= 1;
    for (const { field, lower } of byLength[end - start] ?? [])
      if (isNameAt(text, start, lower)) return field;
    return undefined;
  };
}

function isNameAt(text: string, start: number, lower: string): boolean {
  for (let at = 0; at < lower.length; at += 1) {
    const code = text.charCodeAt(start + at);
    const isUpper = code >= 0x41 && code <= 0x5a;
    if ((isUpper ? code + 0x20 : code) !== lower.charCodeAt(at)) return false;
  }
  return true;
}

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const BLANK = 0x20;
const COLON = 0x3a;

function lineKind(text: string, start: number, end: number): "field" | "continuation" | "blank" | "blanks" {
  if (start === end) return "blank";
  const first = text.charCodeAt(start);
  if (first === CARRIAGE_RETURN && end === start + 1) return "blank";
  if (first !== BLANK && first !== TAB) return "field";
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > BLANK) return "continuation";
  return "blanks";
}

/** Not `indexOf`, which would search on to the end of the file for every line that has no colon. */
function colonOf(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) === COLON) return at;
  return -1;
}
