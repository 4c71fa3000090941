import { integerOf, type RegoNumber } from "./rego-number.ts";
import type { RegoValue } from "./rego-value.ts";

/**
 * What built-ins take out of their arguments, or throw in OPA's words: `operand 1 must be string but got number`. The
 * compiler checks types too, but not of what it knows nothing about, such as parsed JSON.
 */

export type RegoCollection = Extract<RegoValue, { readonly kind: "array" | "set" }>;
export type RegoObject = Extract<RegoValue, { readonly kind: "object" }>;

/** A built-in was given what it cannot take. */
export class OperandError extends TypeError {
  constructor(position: number, problem: string) {
    super(`operand ${position} ${problem}`);
  }
}

/** The name that OPA has for a value's type. */
export function typeNameOf(value: RegoValue): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.kind : typeof value;
}

/** @throws OperandError that names what would have been right */
export function wrongType(position: number, value: RegoValue, ...expected: readonly string[]): OperandError {
  const wanted = expected.length === 1 ? String(expected[0]) : `one of {${expected.join(", ")}}`;
  return new OperandError(position, `must be ${wanted} but got ${typeNameOf(value)}`);
}

/** The argument at a position; a call from outside that has too few of them gets null in its place. */
export function operand(args: readonly RegoValue[], position: number): RegoValue {
  return args[position - 1] ?? null;
}

/** @throws OperandError */
export function textOperand(args: readonly RegoValue[], position: number): string {
  const value = operand(args, position);
  if (typeof value !== "string") throw wrongType(position, value, "string");
  return value;
}

/** @throws OperandError */
export function numberOperand(args: readonly RegoValue[], position: number): RegoNumber {
  const value = operand(args, position);
  if (!isNumber(value)) throw wrongType(position, value, "number");
  return value;
}

/** A whole number of any size. @throws OperandError */
export function integerOperand(args: readonly RegoValue[], position: number): bigint {
  const whole = integerOf(numberOperand(args, position));
  if (whole === undefined) {
    throw new OperandError(position, "must be integer number but got floating-point number");
  }
  return whole;
}

/** A whole number that a list can be counted with. What is far beyond has the same effect. @throws OperandError */
export function countOperand(args: readonly RegoValue[], position: number): number {
  const whole = integerOperand(args, position);
  if (BigInt.asIntN(64, whole) !== whole) {
    throw new OperandError(position, "must be integer number but got floating-point number");
  }
  return Number(whole);
}

/** @throws OperandError */
export function objectOperand(args: readonly RegoValue[], position: number): RegoObject {
  const value = operand(args, position);
  if (!isObject(value)) throw wrongType(position, value, "object");
  return value;
}

/** @throws OperandError */
export function arrayOperand(args: readonly RegoValue[], position: number): RegoCollection {
  const value = operand(args, position);
  if (!isCollection(value) || value.kind !== "array") throw wrongType(position, value, "array");
  return value;
}

/** @throws OperandError */
export function collectionOperand(args: readonly RegoValue[], position: number): RegoCollection {
  const value = operand(args, position);
  if (!isCollection(value)) throw wrongType(position, value, "array", "set");
  return value;
}

/** A list or set of texts. @throws OperandError */
export function textsOperand(args: readonly RegoValue[], position: number): readonly string[] {
  const { kind, items } = collectionOperand(args, position);
  return items.map((item) => {
    if (typeof item === "string") return item;
    throw new OperandError(
      position,
      `must be ${kind} of strings but got ${kind} containing ${typeNameOf(item)}`,
    );
  });
}

export function isNumber(value: RegoValue): value is RegoNumber {
  return typeof value === "object" && value?.kind === "number";
}

export function isObject(value: RegoValue): value is RegoObject {
  return typeof value === "object" && value?.kind === "object";
}

export function isCollection(value: RegoValue): value is RegoCollection {
  return typeof value === "object" && (value?.kind === "array" || value?.kind === "set");
}

export function isSet(value: RegoValue): value is RegoCollection {
  return isCollection(value) && value.kind === "set";
}
