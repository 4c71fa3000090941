import { type Decimal, layGeneral } from "./float.ts";
import { decimalOf, integerOf, type RegoNumber, regoNumber } from "../values/rego-number.ts";

/** Go's big.Float as OPA divides with it: a mantissa of 64 bits, rounded to the nearest, ties to even. */
interface BigFloat {
  readonly mantissa: bigint;
  /** The value is mantissa × 2^exponent. */
  readonly exponent: number;
}

const PRECISION = 64;

/** @throws RangeError for a division by zero */
export function divide(dividend: RegoNumber, divisor: RegoNumber): RegoNumber {
  const [a, b] = [integerOf(dividend), integerOf(divisor)];
  if (b === 0n) throw new RangeError("divide by zero");
  if (a !== undefined && b !== undefined && a !== 0n && a % b === 0n && isSmall(a) && isSmall(b)) {
    return regoNumber(a / b);
  }
  const [left, right] = [floatOf(dividend), floatOf(divisor)];
  const power = left.exponent - right.exponent;
  return written(
    power >= 0
      ? rounded(left.mantissa << BigInt(power), right.mantissa)
      : rounded(left.mantissa, right.mantissa << BigInt(-power)),
  );
}

/** The product, each step rounded as Go does, without its fraction. */
export function truncatedProduct(number: RegoNumber, factor: bigint): bigint {
  const { mantissa, exponent } = floatOf(number);
  const product =
    exponent >= 0
      ? rounded(mantissa * factor * 2n ** BigInt(exponent), 1n)
      : rounded(mantissa * factor, 2n ** BigInt(-exponent));
  return product.exponent >= 0
    ? product.mantissa << BigInt(product.exponent)
    : product.mantissa / (1n << BigInt(-product.exponent));
}

function isSmall(value: bigint): boolean {
  return BigInt.asIntN(32, value) === value;
}

function floatOf(number: RegoNumber): BigFloat {
  const { digits, exponent } = decimalOf(number);
  return exponent >= 0
    ? rounded(digits * 10n ** BigInt(exponent), 1n)
    : rounded(digits, 10n ** BigInt(-exponent));
}

/** The fraction with a mantissa of exactly so many bits. */
function rounded(numerator: bigint, denominator: bigint): BigFloat {
  const negative = numerator < 0n !== denominator < 0n;
  const [above, below] = [absolute(numerator), absolute(denominator)];
  if (above === 0n) return { mantissa: 0n, exponent: 0 };
  // One bit too many is possible, and then known.
  const rough = PRECISION - bitLength(above) + bitLength(below);
  const shift = bitLength(shifted(above, rough) / shifted(below, -rough)) > PRECISION ? rough - 1 : rough;
  const [scaledAbove, scaledBelow] = [shifted(above, shift), shifted(below, -shift)];
  const whole = scaledAbove / scaledBelow;
  const twiceRest = 2n * (scaledAbove % scaledBelow);
  const up = twiceRest > scaledBelow || (twiceRest === scaledBelow && whole % 2n === 1n);
  const mantissa = up ? whole + 1n : whole;
  const signed = negative ? -mantissa : mantissa;
  return bitLength(mantissa) > PRECISION
    ? { mantissa: signed / 2n, exponent: 1 - shift }
    : { mantissa: signed, exponent: -shift };
}

/** Towards the left; nothing where that would be towards the right. */
function shifted(value: bigint, by: number): bigint {
  return by > 0 ? value << BigInt(by) : value;
}

/** As few digits as tell the number from its neighbours; whole numbers in full, others as Go's `%g`. */
function written({ mantissa, exponent }: BigFloat): RegoNumber {
  if (mantissa === 0n) return regoNumber(0);
  const magnitude = absolute(mantissa);
  const decimal = shortest(magnitude, exponent);
  const whole = exponent >= 0 || magnitude % (1n << BigInt(-exponent)) === 0n;
  const text = layGeneral(decimal, whole ? Number.POSITIVE_INFINITY : 6);
  return { kind: "number", text: mantissa < 0n ? `-${text}` : text };
}

/** The shortest decimal between the middles to both neighbours; a middle itself belongs to the even one. */
function shortest(mantissa: bigint, exponent: number): Decimal {
  const [lower, value, upper] = [-1n, 0n, 1n].map((step) => exact(mantissa * 2n + step, exponent - 1));
  if (lower === undefined || value === undefined || upper === undefined) throw new RangeError("unreachable");
  const inclusive = mantissa % 2n === 0n;
  for (const [index, digit] of Array.from(value.digits).entries()) {
    const [below, above] = [lower.digits.charAt(index) || "0", upper.digits.charAt(index) || "0"];
    const down = below !== digit || (inclusive && index + 1 === lower.digits.length);
    const up =
      digit !== above && (inclusive || Number(digit) + 1 < Number(above) || index + 1 < upper.digits.length);
    if (down && up) return cut(value, index + 1, roundsUp(value.digits, index + 1));
    if (down || up) return cut(value, index + 1, up);
  }
  return value;
}

/** mantissa × 2^exponent in full. */
function exact(mantissa: bigint, exponent: number): Decimal {
  const digits = (
    exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent)
  ).toString();
  return { digits: digits.replace(/0+$/, "") || "0", exponent: digits.length - 1 + Math.min(exponent, 0) };
}

/** Whether what follows the first digits is more than half; half goes to the even one. */
function roundsUp(digits: string, count: number): boolean {
  const rest = digits.slice(count);
  if (/^50*$/.test(rest)) return Number(digits.charAt(count - 1)) % 2 === 1;
  return rest.charAt(0) >= "5";
}

function cut({ digits, exponent }: Decimal, count: number, up: boolean): Decimal {
  const kept = BigInt(digits.slice(0, count)) + (up ? 1n : 0n);
  const text = kept.toString();
  return { digits: text.replace(/0+$/, "") || "0", exponent: exponent + text.length - count };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
