import { LIMITS } from "../../limits.ts";
import { divide } from "./go/big-float.ts";
import { builtinGroup } from "./builtin.ts";
import { integerOperand, numberOperand, operand, OperandError, wrongType } from "./values/operands.ts";
import { checkedNumber, integerOf, regoNumber } from "./values/rego-number.ts";
import type { RegoValue } from "./values/rego-value.ts";

/** Arithmetic, bits and ranges: whole numbers of any size are exact. */
export const NUMBERS = builtinGroup([
  ["to_number", (args) => toNumber(operand(args, 1))],
  ["div", (args) => divide(numberOperand(args, 1), numberOperand(args, 2))],
  ["rem", remainder],
  ["bits.and", bits((a, b) => a & b)],
  ["bits.or", bits((a, b) => a | b)],
  ["bits.xor", bits((a, b) => a ^ b)],
  ["bits.negate", (args) => regoNumber(~integerOperand(args, 1))],
  ["bits.lsh", bits((a, b) => a << shift(b))],
  ["bits.rsh", bits((a, b) => a >> shift(b))],
  ["numbers.range", (args) => range(integerOperand(args, 1), integerOperand(args, 2), 1n)],
  ["numbers.range_step", rangeStep],
]);

/** What Go's strconv.ParseFloat takes of decimal numbers, underscores and hexadecimal aside. */
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function toNumber(value: RegoValue): RegoValue {
  if (value === null || value === false) return regoNumber(0);
  if (value === true) return regoNumber(1);
  if (typeof value === "object" && value.kind === "number") return value;
  if (typeof value !== "string") throw wrongType(1, value, "null", "boolean", "number", "string");
  if (!FLOAT.test(value)) throw new SyntaxError(`${JSON.stringify(value.slice(0, 60))} is not a number`);
  if (!Number.isFinite(Number(value))) throw new RangeError(`${value.slice(0, 60)} is out of range`);
  return checkedNumber(value);
}

function remainder(args: readonly RegoValue[]): RegoValue {
  const [dividend, divisor] = [integerOf(numberOperand(args, 1)), integerOf(numberOperand(args, 2))];
  if (divisor === 0n) throw new RangeError("modulo by zero");
  if (dividend === undefined || divisor === undefined) {
    throw new RangeError("modulo on floating-point number");
  }
  return regoNumber(dividend % divisor);
}

function bits(operation: (a: bigint, b: bigint) => bigint): (args: readonly RegoValue[]) => RegoValue {
  return (args) => regoNumber(operation(integerOperand(args, 1), integerOperand(args, 2)));
}

function shift(by: bigint): bigint {
  if (by < 0n) {
    throw new OperandError(2, "must be an unsigned integer number but got a negative integer");
  }
  if (by > BigInt(LIMITS.builtinDigits))
    throw new RangeError(`a shift by more than ${LIMITS.builtinDigits} bits`);
  return by;
}

function rangeStep(args: readonly RegoValue[]): RegoValue {
  const step = integerOperand(args, 3);
  if (step <= 0n) throw new RangeError("numbers.range_step: step must be a positive integer");
  return range(integerOperand(args, 1), integerOperand(args, 2), step);
}

/** From one to the other, downwards too, both included. */
function range(from: bigint, to: bigint, step: bigint): RegoValue {
  const distance = to < from ? from - to : to - from;
  if (distance / step >= BigInt(LIMITS.builtinItems)) {
    throw new RangeError(`more than ${LIMITS.builtinItems} numbers`);
  }
  const signed = to < from ? -step : step;
  const items = Array.from({ length: Number(distance / step) + 1 }, (_, index) =>
    regoNumber(from + BigInt(index) * signed),
  );
  return { kind: "array", items };
}
