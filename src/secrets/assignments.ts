/** A name with a value behind it, somewhere in a text. */
export interface Assignment {
  readonly name: string;
  /** Where the value stands. */
  readonly start: number;
  readonly end: number;
}

/**
 * The names that get values in a text, in order: a variable of a shell or an instruction, an option, a key of JSON or of a
 * connection string. No quantifier within another, and each name begins at a word's begin, so a hostile text is read once.
 */
export function assignmentsIn(text: string): Assignment[] {
  const listed = listOfArguments(text);
  const rest = listed.at(-1)?.end ?? 0;
  const found: Assignment[] = [...listed];
  ASSIGNED.lastIndex = rest;
  for (let match = ASSIGNED.exec(text); match !== null; match = ASSIGNED.exec(text)) {
    const name = match[1] ?? match[2] ?? match[3];
    const value = match[4] ?? match[5] ?? "";
    const end = match.index + match[0].length - (match[4] === undefined ? 0 : 1);
    if (name !== undefined) found.push({ name, start: end - value.length, end });
  }
  return found;
}

/** `"name": "value"`, `--name value` and `NAME=value`, the value in quotes or not. */
const ASSIGNED =
  /(?:"([A-Za-z_][\w.-]{0,100})"\s{0,4}:\s{0,4}(?=")|(?<![\w.-])(--[A-Za-z][\w.-]{0,100})[ \t=](?!-)|(?<![\w.])([A-Za-z_][\w.-]{0,100})=)(?:"([^"\n]{1,4096})"|('[^'\n]{0,4096}'|[^\s"';&|()<>,]{1,4096}))/g;

/**
 * The arguments of an ENV, ARG or LABEL, and those that a build hands to a RUN (`RUN |1 A=b /bin/sh -c ...`). Builders write
 * values there without their quotes, so that each goes on to where the next name begins.
 */
function listOfArguments(text: string): Assignment[] {
  const begin = INSTRUCTION.exec(text);
  if (begin === null) return [];
  const isRun = begin[1] !== undefined;
  const command = isRun ? text.indexOf(" /bin/sh -c ", begin[0].length - 1) : -1;
  const limit = command === -1 ? text.length : command;
  const names: { readonly name: string; readonly at: number; readonly start: number }[] = [];
  ARGUMENT.lastIndex = begin[0].length - 1;
  for (let match = ARGUMENT.exec(text); match !== null; match = ARGUMENT.exec(text)) {
    if (match.index >= limit || (isRun && names.length === Number(begin[1]))) break;
    names.push({ name: match[1] ?? "", at: match.index, start: match.index + match[0].length });
  }
  return names.map(({ name, start }, index) => ({ name, start, end: names[index + 1]?.at ?? limit }));
}

/** As the classic builder and BuildKit begin a step of the history. */
const INSTRUCTION = /^(?:\/bin\/sh -c #\(nop\) {1,2})?(?:ENV |ARG |LABEL |(?:RUN )?\|(\d{1,4}) )/;
const ARGUMENT = /\s([A-Za-z_][\w./-]{0,200})=/g;
