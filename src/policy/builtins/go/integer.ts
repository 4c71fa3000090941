import { isPrintable } from "./quote.ts";

/** Flags, width and precision of one verb, as package fmt of Go has them. */
export interface Directive {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

const BASES: ReadonlyMap<string, number> = new Map([
  ["v", 10],
  ["d", 10],
  ["b", 2],
  ["o", 8],
  ["O", 8],
  ["x", 16],
  ["X", 16],
]);

const LAST_RUNE = 0x10_ffffn;

/** True for the verbs that write a whole number in some base. */
export function isIntegerVerb(verb: string): boolean {
  return BASES.has(verb);
}

/** fmtInteger of package fmt. */
export function formatInteger(value: bigint, verb: string, directive: Directive): string {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const { precision, width } = directive;
  // A precision of 0 and a value of 0 print nothing but padding.
  if (precision === 0 && value === 0n) return " ".repeat(width ?? 0);
  const sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  const base = BASES.get(verb) ?? 10;
  const zeros = precision ?? (leadsWithZeros(directive) ? (width ?? 0) - sign.length : 0);
  const digits = magnitude.toString(base).padStart(zeros, "0");
  const written = sign + prefixOf(base, verb, digits, directive.sharp) + digits;
  return pad(verb === "X" ? written.toUpperCase() : written, { ...directive, zero: false });
}

function prefixOf(base: number, verb: string, digits: string, sharp: boolean): string {
  if (verb === "O") return `0o${sharp && !digits.startsWith("0") ? "0" : ""}`;
  if (!sharp) return "";
  if (base === 8) return digits.startsWith("0") ? "" : "0";
  return base === 2 ? "0b" : base === 16 ? "0x" : "";
}

/** `%U`: `U+0041`, and with `#` the character behind it. */
export function formatUnicode(value: bigint, directive: Directive): string {
  const code = BigInt.asUintN(64, value);
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, directive.precision ?? 0), "0");
  const rune = code <= LAST_RUNE ? String.fromCodePoint(Number(code)) : "";
  const shown = directive.sharp && isPrintable(rune) ? ` '${rune}'` : "";
  return pad(`U+${digits}${shown}`, { ...directive, zero: false });
}

/** The character with that code point; U+FFFD where there is none. */
export function runeOf(value: bigint): string {
  const surrogate = value >= 0xd800n && value <= 0xdfffn;
  return value < 0n || value > LAST_RUNE || surrogate ? "\ufffd" : String.fromCodePoint(Number(value));
}

/** Fills up to the width, which counts code points; zeros stand to the left only. */
export function pad(text: string, { width, minus, zero }: Directive): string {
  const missing = (width ?? 0) - Array.from(text).length;
  if (missing <= 0) return text;
  if (minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}

function leadsWithZeros({ zero, minus }: Directive): boolean {
  return zero && !minus;
}
