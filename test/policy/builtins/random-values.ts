import {
  type Arbitrary,
  array,
  bigInt,
  constantFrom,
  dictionary,
  double,
  integer,
  oneof,
  string,
  tuple,
  uniqueArray,
} from "fast-check";

/** Rego text of values: those that occur, and those that break things. */

/** Rego text of a string. */
export const text = (source: Arbitrary<string>): Arbitrary<string> =>
  source.map((each) => JSON.stringify(each));
export const list = (source: Arbitrary<string>, maxLength = 5): Arbitrary<string> =>
  array(source, { maxLength }).map((items) => `[${items.join(",")}]`);
export const set = (source: Arbitrary<string>): Arbitrary<string> =>
  uniqueArray(source, { minLength: 1, maxLength: 5 }).map((items) => `{${items.join(",")}}`);
export const object = (source: Arbitrary<string>): Arbitrary<string> =>
  dictionary(constantFrom("a", "b", "c", "é"), source, { maxKeys: 4 }).map(
    (entries) =>
      `{${Object.entries(entries)
        .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
        .join(",")}}`,
  );

export const words = text(
  oneof(
    string({ unit: constantFrom("a", "b", "ab", ".", "-", "/", " ", "é", "日", "😀", "\n"), maxLength: 8 }),
    string({ unit: "grapheme", maxLength: 6 }),
  ),
);
export const short = text(string({ unit: constantFrom("a", "b", ".", "é", "😀"), maxLength: 2 }));
export const small = integer({ min: -4, max: 12 }).map(String);
export const whole = oneof(small, bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String));
export const number = oneof(
  whole,
  double({ noNaN: true, noDefaultInfinity: true }).map(String),
  constantFrom("0", "0.5", "1e3", "-2.50", "1.0", "1e-7", "123456789.125"),
);
export const scalar = oneof(small, short, constantFrom("true", "false", "null"));
export const value = oneof(scalar, list(scalar, 3), object(scalar), set(scalar), object(list(scalar, 2)));

export const version = text(
  oneof(
    tuple(
      constantFrom("", "v"),
      array(constantFrom("0", "1", "2", "10", "01", "9223372036854775808"), { minLength: 2, maxLength: 4 }),
      constantFrom("", "-alpha", "-alpha.1", "-1", "-01", "-rc.10", "-"),
      constantFrom("", "+b", "+"),
    ).map(([v, parts, pre, build]) => v + parts.join(".") + pre + build),
  ),
);
