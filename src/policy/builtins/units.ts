import { LIMITS } from "../../limits.ts";
import { builtinGroup } from "./builtin.ts";
import { textOperand } from "./values/operands.ts";
import { truncatedProduct } from "./go/big-float.ts";
import { decimalOf, type RegoNumber, regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";

/** Amounts with units: `10MiB`, `500m`. */
export const UNITS = builtinGroup([
  ["units.parse", (args) => parseUnits(textOperand(args, 1))],
  ["units.parse_bytes", (args) => parseBytes(textOperand(args, 1))],
]);

const PREFIXES = ["k", "m", "g", "t", "p", "e"];

/** The factor of `k`, `ki` and so on; without a prefix 1. */
function factorOf(prefix: string): bigint | undefined {
  if (prefix === "") return 1n;
  const index = PREFIXES.indexOf(prefix.charAt(0));
  if (index < 0 || !/^.i?$/.test(prefix)) return undefined;
  return (prefix.endsWith("i") ? 1024n : 1000n) ** BigInt(index + 1);
}

/** Bytes, a fraction of one cut off. Case does not matter: `1mb` is a megabyte. */
function parseBytes(text: string): RegoValue {
  const { amount, unit } = splitAmount("units.parse_bytes", "byte amount", text.toLowerCase());
  const factor = factorOf(unit === "b" ? "b" : unit.replace(/b$/, ""));
  if (factor === undefined) throw new RangeError(`units.parse_bytes: byte unit ${unit} not recognized`);
  const checked = numberIn("units.parse_bytes", "byte amount", amount);
  return regoNumber(truncatedProduct(checked, factor));
}

/** 0.001 as the double that OPA multiplies with: mantissa over a power of two. */
const MILLI = { numerator: 1_152_921_504_606_847n, denominator: 2n ** 60n };

/** A number; here `m` is a thousandth and `M` a million. */
function parseUnits(text: string): RegoValue {
  const { amount, unit } = splitAmount("units.parse", "amount", text);
  const milli = unit === "m";
  const folded = unit.charAt(0) + unit.slice(1).toLowerCase();
  const factor = milli ? 1n : factorOf(folded.charAt(0).toLowerCase() + folded.slice(1));
  if (factor === undefined) throw new RangeError(`units.parse: unit ${folded} not recognized`);
  const { digits, exponent } = decimalOf(numberIn("units.parse", "amount", amount));
  const numerator = digits * factor * 10n ** BigInt(Math.max(exponent, 0)) * (milli ? MILLI.numerator : 1n);
  const denominator = 10n ** BigInt(Math.max(-exponent, 0)) * (milli ? MILLI.denominator : 1n);
  if (numerator % denominator === 0n) return regoNumber(numerator / denominator);
  return { kind: "number", text: fixedPoint(numerator, denominator) };
}

/** Ten digits behind the point, rounded half away from zero: FloatString of Go's big.Rat. */
function fixedPoint(numerator: bigint, denominator: bigint): string {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const scaled = (magnitude * 10n ** 10n * 2n + denominator) / (2n * denominator);
  const digits = scaled.toString().padStart(11, "0");
  return `${numerator < 0n ? "-" : ""}${digits.slice(0, -10)}.${digits.slice(-10)}`;
}

function splitAmount(name: string, what: string, quoted: string): { amount: string; unit: string } {
  const text = quoted.replaceAll('"', "");
  if (text.includes(" ")) throw new SyntaxError(`${name}: spaces not allowed in resource strings`);
  if (/e[+-]?\d{7}/i.test(text)) throw new RangeError(`${name}: exponent too large`);
  // An e is an exponent only before a digit or a sign: `1e3` is a thousand, `1e` an exa.
  const [amount = ""] = /^(?:[\d.+-]|e[+-]|e(?=\d))*/i.exec(text) ?? [];
  if (amount === "") throw new SyntaxError(`${name}: no ${what} provided`);
  return { amount, unit: text.slice(amount.length) };
}

function numberIn(name: string, what: string, amount: string): RegoNumber {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(amount)) {
    throw new SyntaxError(`${name}: could not parse ${what} to a number`);
  }
  if (amount.length > LIMITS.builtinDigits) throw new RangeError(`${name}: ${what} too long`);
  return { kind: "number", text: amount };
}
