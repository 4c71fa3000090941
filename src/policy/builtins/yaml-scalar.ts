import { regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";

const WORDS: ReadonlyMap<string, RegoValue> = new Map<string, RegoValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0([xXbBoO]?)([0-9a-fA-F]+)|(0|[1-9]\d*))$/;
const RADIXES: ReadonlyMap<string, RegExp> = new Map([
  ["x", /^[0-9a-f]+$/i],
  ["b", /^[01]+$/],
  ["o", /^[0-7]+$/],
]);

/** What a text without quotes stands for. @throws SyntaxError for an infinite number, which JSON has not */
export function resolvePlain(source: string): RegoValue {
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  if (/^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(source)) {
    throw new SyntaxError(`${source} is no number in JSON`);
  }
  if (!/^[-+.\d]/.test(source)) return source;
  const plain = source.replaceAll("_", "");
  const whole = integerIn(plain);
  if (
    whole !== undefined &&
    BigInt.asUintN(64, whole < 0n ? -whole : whole) === (whole < 0n ? -whole : whole)
  ) {
    return regoNumber(whole);
  }
  if (!FLOAT.test(plain)) return source;
  const double = Number(plain);
  return Number.isFinite(double) ? { kind: "number", text: String(double) } : source;
}

function integerIn(text: string): bigint | undefined {
  const [, sign, letter = "", digits, decimal] = INTEGER.exec(text) ?? [];
  if (decimal !== undefined) return BigInt(sign === "-" ? `-${decimal}` : decimal);
  // A zero in front is C's octal.
  const radix = letter === "" ? "o" : letter.toLowerCase();
  if (digits === undefined || RADIXES.get(radix)?.test(digits) !== true) return undefined;
  const value = BigInt(`0${radix}${digits}`);
  return sign === "-" ? -value : value;
}
