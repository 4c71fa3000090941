import { truncatedProduct } from "./go/big-float.ts";
import { builtinGroup } from "./builtin.ts";
import {
  countOperand,
  numberOperand,
  operand,
  OperandError,
  textOperand,
  textsOperand,
  wrongType,
} from "./values/operands.ts";
import { type RegoNumber, regoNumber } from "./values/rego-number.ts";
import { regoSprintf } from "./rego-sprintf.ts";
import type { RegoValue } from "./values/rego-value.ts";

/** Texts. Positions and lengths count code points, as OPA's do. */
export const STRINGS = builtinGroup([
  ["sprintf", (args) => regoSprintf(operand(args, 1), operand(args, 2))],
  ["strings.any_prefix_match", (args) => anyMatch(args, (text, base) => text.startsWith(base))],
  ["strings.any_suffix_match", (args) => anyMatch(args, (text, base) => text.endsWith(base))],
  ["strings.count", (args) => regoNumber(countOf(textOperand(args, 1), textOperand(args, 2)))],
  [
    "strings.split_n",
    (args) => texts(splitN(textOperand(args, 1), textOperand(args, 2), countOperand(args, 3))),
  ],
  ["indexof", (args) => regoNumber(positions(args)[0] ?? -1)],
  ["indexof_n", (args) => ({ kind: "array", items: positions(args).map((each) => regoNumber(each)) })],
  ["replace", (args) => replaced(textOperand(args, 1), textOperand(args, 2), textOperand(args, 3))],
  ["substring", substring],
  ["format_int", (args) => formatInt(numberOperand(args, 1), numberOperand(args, 2))],
]);

/** A list of texts as a Rego value. */
export function texts(items: readonly string[]): RegoValue {
  return { kind: "array", items };
}

function anyMatch(args: readonly RegoValue[], matches: (text: string, base: string) => boolean): boolean {
  const bases = textOrTexts(args, 2);
  return textOrTexts(args, 1).some((text) => bases.some((base) => matches(text, base)));
}

function textOrTexts(args: readonly RegoValue[], position: number): readonly string[] {
  const value = operand(args, position);
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object" || !("items" in value)) {
    throw wrongType(position, value, "string", "set", "array");
  }
  return textsOperand(args, position);
}

/** How often, not overlapping. An empty text stands before each character, and at the end. */
function countOf(text: string, part: string): number {
  return part === "" ? Array.from(text).length + 1 : text.split(part).length - 1;
}

/** An empty text stands before each character, and at the end; policy.wasm looks for it for ever. */
function replaced(text: string, part: string, by: string): string {
  if (part !== "") return text.split(part).join(by);
  return [...Array.from(text, (character) => by + character), by].join("");
}

/** The first n parts, or the last -n. */
function splitN(text: string, separator: string, n: number): string[] {
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  return n >= 0 ? parts.slice(0, n) : parts.slice(n);
}

/** Where the second text begins in the first, overlapping ones too. */
function positions(args: readonly RegoValue[]): number[] {
  const text = textOperand(args, 1);
  const part = textOperand(args, 2);
  if (part === "") throw new RangeError("empty search character");
  const found: number[] = [];
  let codePoints = 0;
  let before = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    codePoints += Array.from(text.slice(before, at)).length;
    before = at;
    found.push(codePoints);
  }
  return found;
}

function substring(args: readonly RegoValue[]): string {
  const [start, length] = [countOperand(args, 2), countOperand(args, 3)];
  if (start < 0) throw new RangeError("negative offset");
  const runes = Array.from(textOperand(args, 1));
  return runes.slice(start, length < 0 ? undefined : start + length).join("");
}

const RADIXES: ReadonlyMap<string, number> = new Map([
  ["2", 2],
  ["8", 8],
  ["10", 10],
  ["16", 16],
]);

/** What is behind the point is cut off. */
function formatInt(number: RegoNumber, base: RegoNumber): string {
  const radix = RADIXES.get(base.text);
  if (radix === undefined) throw new OperandError(2, "must be one of {2, 8, 10, 16}");
  const whole = /^-?\d+$/.test(number.text) ? BigInt(number.text) : truncatedProduct(number, 1n);
  return whole.toString(radix);
}
