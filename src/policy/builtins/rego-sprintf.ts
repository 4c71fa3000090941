import type { Argument } from "./go/verbs.ts";
import { type RegoValue, regoString } from "./values/rego-value.ts";
import { sprintf } from "./go/sprintf.ts";

/**
 * OPA's sprintf: Go's, over a list of Rego values. Numbers and strings go in as such, everything else as OPA
 * prints it, so that `%v` of a set is `{"a", "b"}`.
 */
export function regoSprintf(format: RegoValue, values: RegoValue): string {
  if (typeof format !== "string") throw new TypeError("the format is not a string");
  if (values === null || typeof values !== "object" || values.kind !== "array") {
    throw new TypeError("the values are not an array");
  }
  return sprintf(format, values.items.map(toArgument));
}

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function toArgument(value: RegoValue): Argument {
  if (typeof value === "string") return { type: "string", value };
  if (value === null || typeof value !== "object" || value.kind !== "number") {
    return { type: "string", value: regoString(value) };
  }
  if (/^-?\d+$/.test(value.text)) {
    const whole = BigInt(value.text);
    return { type: whole >= INT64.min && whole <= INT64.max ? "int" : "big", value: whole };
  }
  const double = Number(value.text);
  return Number.isFinite(double) ? { type: "float", value: double } : { type: "string", value: value.text };
}
