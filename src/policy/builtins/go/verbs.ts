import { type Directive, formatInteger, formatUnicode, isIntegerVerb, pad, runeOf } from "./integer.ts";
import { formatExponent, formatFixed, formatGeneral } from "./float.ts";
import { canBackquote, quote, quoteRune } from "./quote.ts";

/** An argument of the Go types that OPA's sprintf passes on; `big` is a whole number beyond 64 bits. */
export type Argument =
  | { readonly type: "int" | "big"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "string"; readonly value: string };

/** The name that Go prints for the argument's type. */
export function typeName({ type }: Argument): string {
  return { int: "int64", big: "*big.Int", float: "float64", string: "string" }[type];
}

/** One argument under one verb: printArg of package fmt. */
export function formatArgument(argument: Argument, verb: string, directive: Directive): string {
  if (verb === "T") return pad(cut(typeName(argument), directive), directive);
  if (verb !== "v") return formatPlain(argument, verb, directive) ?? complaint(argument, verb, directive);
  // For v, `#` and `+` ask for another syntax instead of a prefix and a sign.
  if (argument.type === "big") return formatBig(argument.value, verb, directive);
  const plain = { ...directive, sharp: false, plus: false };
  return formatPlain(argument, argument.type === "string" && directive.sharp ? "q" : verb, plain) ?? "";
}

/** What Go writes for a verb that the argument's type does not have. */
function complaint(argument: Argument, verb: string, directive: Directive): string {
  return `%!${verb}(${typeName(argument)}=${formatPlain(argument, "v", directive) ?? ""})`;
}

function formatPlain(argument: Argument, verb: string, directive: Directive): string | undefined {
  switch (argument.type) {
    case "string":
      return formatString(argument.value, verb, directive);
    case "int":
      return formatInt(argument.value, verb, directive);
    case "big":
      return formatBig(argument.value, verb, directive);
    case "float":
      return formatDouble(argument.value, verb, directive);
    default:
      return argument satisfies never;
  }
}

function formatInt(value: bigint, verb: string, directive: Directive): string | undefined {
  if (isIntegerVerb(verb)) return formatInteger(value, verb, directive);
  switch (verb) {
    case "c":
      return pad(runeOf(value), directive);
    case "q":
      return pad(quoteRune(runeOf(value), { ascii: directive.plus }), directive);
    case "U":
      return formatUnicode(value, directive);
    default:
      return undefined;
  }
}

/** big.Int formats itself, and also under `s`. */
function formatBig(value: bigint, verb: string, directive: Directive): string {
  if (verb !== "s" && !isIntegerVerb(verb)) return `%!${verb}(big.Int=${value})`;
  return formatInteger(value, verb === "s" ? "d" : verb, directive);
}

function formatString(value: string, verb: string, directive: Directive): string | undefined {
  switch (verb) {
    case "v":
    case "s":
      return pad(cut(value, directive), directive);
    case "q":
      return pad(quoted(cut(value, directive), directive), directive);
    case "x":
    case "X":
      return pad(hexadecimal(value, verb, directive), directive);
    default:
      return undefined;
  }
}

function quoted(text: string, { sharp, plus }: Directive): string {
  return sharp && canBackquote(text) ? `\`${text}\`` : quote(text, { ascii: plus });
}

/** A string's precision counts characters. */
function cut(text: string, { precision }: Directive): string {
  return precision === undefined ? text : Array.from(text).slice(0, precision).join("");
}

/** The bytes in hexadecimal; here a precision counts bytes. */
function hexadecimal(text: string, verb: "x" | "X", { precision, sharp, space }: Directive): string {
  const bytes = Array.from(Buffer.from(text).subarray(0, precision), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  if (bytes.length === 0) return "";
  const prefix = sharp ? "0x" : "";
  const written = space ? bytes.map((byte) => prefix + byte).join(" ") : prefix + bytes.join("");
  return verb === "X" ? written.toUpperCase() : written;
}

function formatDouble(value: number, verb: string, directive: Directive): string | undefined {
  const format = FLOAT_VERBS.get(verb);
  if (format === undefined) {
    if (!"bxX".includes(verb)) return undefined;
    throw new RangeError(`sprintf: %${verb} of a number with a fraction is not supported`);
  }
  if (directive.sharp)
    throw new RangeError(`sprintf: %#${verb} of a number with a fraction is not supported`);
  const written = format(value, directive.precision);
  return padNumber(/[EG]/.test(verb) ? written.toUpperCase() : written, directive);
}

type FloatFormat = (value: number, precision: number | undefined) => string;

const fixed: FloatFormat = (value, precision = 6) => formatFixed(value, precision);
const exponent: FloatFormat = (value, precision = 6) => formatExponent(value, precision);

const FLOAT_VERBS: ReadonlyMap<string, FloatFormat> = new Map([
  ["v", formatGeneral],
  ["g", formatGeneral],
  ["G", formatGeneral],
  ["e", exponent],
  ["E", exponent],
  ["f", fixed],
  ["F", fixed],
]);

/** Zeros go between sign and digits. */
function padNumber(written: string, directive: Directive): string {
  const negative = written.startsWith("-");
  const sign = negative ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  const digits = negative ? written.slice(1) : written;
  if (!directive.zero || directive.minus || sign === "") return pad(sign + digits, directive);
  return sign + pad(digits, { ...directive, width: Math.max((directive.width ?? 0) - sign.length, 0) });
}
