/** Go's strconv.FormatFloat for float64: exact, ties to even. JavaScript's toFixed rounds ties up. */

/** `%.3f`: so many digits behind the point. The value is finite. */
export function formatFixed(value: number, precision: number): string {
  return signOf(value) + fixed(Math.abs(value), precision);
}

/** `%.3e`: one digit before the point, so many behind it. */
export function formatExponent(value: number, precision: number): string {
  return signOf(value) + layExponent(rounded(Math.abs(value), precision + 1));
}

/** `%.3g`: so many digits; undefined: as few as tell the number from its neighbours. */
export function formatGeneral(value: number, precision: number | undefined): string {
  return signOf(value) + general(Math.abs(value), precision);
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** `digits` has one digit before its point; the value is digits × 10^exponent. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

function general(magnitude: number, precision: number | undefined): string {
  const full = precision === undefined ? shortest(magnitude) : rounded(magnitude, Math.max(precision, 1));
  const decimal = { ...full, digits: full.digits.replace(/0+$/, "") || "0" };
  const threshold = precision === undefined ? 6 : limitOf(decimal, Math.max(precision, 1));
  return layGeneral(decimal, threshold);
}

/** With an exponent where that is below -4, or the threshold or beyond. */
export function layGeneral(decimal: Decimal, threshold: number): string {
  return decimal.exponent < -4 || decimal.exponent >= threshold ? layExponent(decimal) : layFixed(decimal);
}

/** From which exponent on `%g` writes one: the precision, or fewer where the number needs fewer digits. */
function limitOf({ digits, exponent }: Decimal, precision: number): number {
  return precision > digits.length && digits.length > exponent ? digits.length : precision;
}

function shortest(magnitude: number): Decimal {
  const [mantissa = "0", exponent = "0"] = magnitude.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

/** The exact value, rounded to so many digits. */
function rounded(magnitude: number, count: number): Decimal {
  if (magnitude === 0) return { digits: "0".repeat(count), exponent: 0 };
  let { exponent } = shortest(magnitude);
  for (;;) {
    const digits = scaled(magnitude, count - 1 - exponent).toString();
    // The shortest form's exponent can be one off, and rounding can carry into a new digit.
    if (digits.length === count) return { digits, exponent };
    exponent += digits.length - count;
  }
}

function fixed(magnitude: number, precision: number): string {
  const digits = scaled(magnitude, precision)
    .toString()
    .padStart(precision + 1, "0");
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** magnitude × 10^power as a whole number, exactly, a tie going to the even one. */
function scaled(magnitude: number, power: number): bigint {
  const { mantissa, exponent } = decompose(magnitude);
  const numerator = mantissa * 10n ** BigInt(Math.max(power, 0)) * 2n ** BigInt(Math.max(exponent, 0));
  const denominator = 10n ** BigInt(Math.max(-power, 0)) * 2n ** BigInt(Math.max(-exponent, 0));
  const quotient = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** IEEE 754 binary64: the value is mantissa × 2^exponent. */
function decompose(magnitude: number): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, magnitude);
  const all = bits.getBigUint64(0);
  const biased = Number(all >> 52n);
  const fraction = all & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function layExponent({ digits, exponent }: Decimal): string {
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits.slice(0, 1)}${rest}e${exponent < 0 ? "-" : "+"}${power}`;
}

function layFixed({ digits, exponent }: Decimal): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
