import { LIMITS } from "../../../limits.ts";

/** A number of Rego: JSON's notation, of any size and precision. */
export interface RegoNumber {
  readonly kind: "number";
  readonly text: string;
}

/** `digits` × 10^`exponent`, exactly. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const NOTATION = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A whole number as a Rego value. */
export function regoNumber(value: bigint | number): RegoNumber {
  return { kind: "number", text: String(value) };
}

/** @throws RangeError beyond the digits that numbers may have here, however short they are written */
export function decimalOf({ text }: RegoNumber): Decimal {
  const [, sign = "", whole = "", fraction = "", power = "0"] = NOTATION.exec(text) ?? [];
  if (whole + fraction === "") throw new RangeError(`${text.slice(0, 40)} is not a number`);
  const exponent = Number(power) - fraction.length;
  if (text.length + Math.abs(exponent) > LIMITS.builtinDigits) {
    throw new RangeError(`a number has more than ${LIMITS.builtinDigits} digits`);
  }
  return { digits: BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n), exponent };
}

/** The whole number that is meant, also by `1e3` and `2.0`; undefined where there is a fraction. */
export function integerOf(number: RegoNumber): bigint | undefined {
  // By far the most, and quick.
  if (/^-?\d{1,15}$/.test(number.text)) return BigInt(number.text);
  const { digits, exponent } = decimalOf(number);
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const unit = 10n ** BigInt(-exponent);
  return digits % unit === 0n ? digits / unit : undefined;
}

/** Less than 0 where `a` is the smaller one, 0 for `1` and `1.0`. */
export function compareNumbers(a: RegoNumber, b: RegoNumber): number {
  if (a.text === b.text) return 0;
  const rough = Number(a.text) - Number(b.text);
  // What differs as doubles differs; what is equal as doubles may still not be.
  if (rough !== 0 && Number.isFinite(rough)) return rough;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const shared = Math.min(left.exponent, right.exponent);
  const difference = scale(left, shared) - scale(right, shared);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scale({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

/** A number in JSON's notation. @throws RangeError for an exponent that OPA refuses: numbers are written out by some functions */
export function checkedNumber(text: string): RegoNumber {
  const exponent = /[eE]([+-]?\d+)$/.exec(text)?.[1];
  if (exponent !== undefined && text.length + Math.abs(Number(exponent)) > LIMITS.builtinDigits) {
    throw new RangeError("a number is too large or too small");
  }
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const plain = rest
    .replace(/^\./, "0.")
    .replace(/\.(?=[eE]|$)/, "")
    .replace(/^0+(?=\d)/, "");
  return { kind: "number", text: sign === "-" ? `-${plain}` : plain };
}
