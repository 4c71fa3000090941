import { builtinGroup } from "./builtin.ts";
import { countOperand, textOperand } from "./values/operands.ts";
import { compile, findAll, type Match, quoteMeta } from "./patterns/re2.ts";
import type { RegoValue } from "./values/rego-value.ts";
import { texts } from "./strings.ts";
import { globsIntersect } from "./patterns/globs-intersect.ts";

export const REGEX = builtinGroup([
  ["regex.match", (args) => compile(textOperand(args, 1)).matcher(textOperand(args, 2)).find()],
  ["regex.find_n", (args) => texts(found(args).map(({ groups: [whole = ""] }) => whole))],
  [
    "regex.find_all_string_submatch_n",
    (args) => ({ kind: "array", items: found(args).map(({ groups }) => texts(groups)) }),
  ],
  ["regex.split", (args) => texts(split(textOperand(args, 1), textOperand(args, 2)))],
  ["regex.replace", (args) => replace(textOperand(args, 1), textOperand(args, 2), textOperand(args, 3))],
  ["regex.globs_match", (args) => globsIntersect(textOperand(args, 1), textOperand(args, 2))],
  ["regex.template_match", templateMatch],
]);

function found(args: readonly RegoValue[]): Match[] {
  return findAll(textOperand(args, 1), textOperand(args, 2), countOperand(args, 3));
}

/** Regexp.Split of Go: an empty match at the beginning or the end splits nothing. */
function split(pattern: string, text: string): string[] {
  const matches = findAll(pattern, text, -1);
  if (pattern !== "" && text === "") return [""];
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of matches) {
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(begin, end));
    begin = match.end;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return parts;
}

function replace(text: string, pattern: string, template: string): string {
  let written = "";
  let last = 0;
  for (const match of findAll(pattern, text, -1)) {
    written += text.slice(last, match.start) + expand(template, match);
    last = match.end;
  }
  return written + text.slice(last);
}

const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** Regexp.Expand of Go: `$1`, `${name}`, `$$`; what is no group is empty, and so is `$1x`, which names the group `1x`. */
function expand(template: string, match: Match): string {
  return template.replaceAll(REFERENCE, (whole: string, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) return whole === "$$" ? "$" : whole;
    return (/^\d{1,8}$/.test(name) ? match.groups[Number(name)] : match.group(name)) ?? "";
  });
}

/** A text with patterns in it, between delimiters: `urn:<.*>:thing`. */
function templateMatch(args: readonly RegoValue[]): boolean {
  const [start, end] = [textOperand(args, 3), textOperand(args, 4)];
  for (const [name, delimiter] of [
    ["start", start],
    ["end", end],
  ] as const) {
    const length = Buffer.byteLength(delimiter);
    if (length !== 1) {
      throw new RangeError(`${name} delimiter has to be exactly one character long but is ${length} long`);
    }
  }
  return compile(templatePattern(textOperand(args, 1), start, end))
    .matcher(textOperand(args, 2))
    .find();
}

function templatePattern(template: string, start: string, end: string): string {
  let pattern = "";
  let level = 0;
  let from = 0;
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character === start && ++level === 1) {
      pattern += quoteMeta(template.slice(from, at));
      from = at + 1;
    } else if (character === end && character !== start && --level === 0) {
      const part = template.slice(from, at);
      compile(`^${part}$`);
      pattern += `(${part})`;
      from = at + 1;
    }
    if (level < 0) break;
  }
  if (level !== 0) throw new SyntaxError(`unbalanced braces in ${JSON.stringify(template.slice(0, 60))}`);
  return `^${pattern}${quoteMeta(template.slice(from))}$`;
}
