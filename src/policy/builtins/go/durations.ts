/** time.ParseDuration of Go, with OPA's days (`d`), weeks (`w`) and years of 365 days (`y`). */

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1000n],
  ["µs", 1000n],
  ["μs", 1000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
/** In hours. */
const LONG: ReadonlyMap<string, number> = new Map([
  ["d", 24],
  ["w", 7 * 24],
  ["y", 365 * 24],
]);

/** @returns nanoseconds @throws SyntaxError */
export function parseDuration(text: string): bigint {
  const [, sign = "", rest = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return 0n;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)[^\d.]+)+$/.test(rest)) throw invalid(text);
  let total = 0n;
  for (const [, amount = "", unit = ""] of rest.matchAll(/([\d.]+)([^\d.]+)/g)) {
    total += segment(amount, unit, text);
    if (total > 2n ** 63n) throw invalid(text);
  }
  const signed = sign === "-" ? -total : total;
  if (BigInt.asIntN(64, signed) !== signed) throw invalid(text);
  return signed;
}

function segment(amount: string, unit: string, text: string): bigint {
  const hours = LONG.get(unit);
  if (hours !== undefined) return segment(plain(Number(amount) * hours), "h", text);
  const size = UNITS.get(unit);
  if (size === undefined) throw invalid(text);
  const [whole = "", fraction = ""] = amount.split(".");
  if (BigInt(whole) > 2n ** 63n / size) throw invalid(text);
  // Go computes the fraction in floating point, and stops where its digits do not fit 63 bits.
  const digits = fraction.slice(0, 18);
  const part = Number(digits) * (Number(size) / 10 ** digits.length);
  return BigInt(whole) * size + BigInt(Math.trunc(part));
}

/** Without an exponent. */
function plain(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  if (point > 30) return "9".repeat(30);
  return point <= 0
    ? `0.${"0".repeat(-point)}${digits}`
    : `${digits.slice(0, point).padEnd(point, "0")}.${digits.slice(point)}`;
}

function invalid(text: string): SyntaxError {
  return new SyntaxError(`time: invalid duration ${JSON.stringify(text.slice(0, 60))}`);
}
