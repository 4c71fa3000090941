import { satisfies } from "../../versions/index.ts";
import { regoSprintf } from "./rego-sprintf.ts";
import type { RegoValue } from "./rego-value.ts";

/** A function that rules call and lumogate provides. A new one is one row here and one test. */
export interface Builtin {
  readonly name: string;
  /** Types as the compiler takes them: any, array, boolean, number, object, string. */
  readonly args: readonly BuiltinType[];
  readonly result: BuiltinType;
  readonly description: string;
  /**
   * Answers, or throws: a throw ends the evaluation and the verdict is "cannot judge". There is no way to be
   * undefined, which in Rego would quietly mean "no".
   */
  answer(...args: readonly RegoValue[]): string | boolean | number;
}

export type BuiltinType = "any" | "array" | "boolean" | "number" | "object" | "string";

/** What rules can call by name. */
export const BUILTINS: readonly Builtin[] = [
  {
    name: "lumogate.version.satisfies",
    args: ["string", "string", "string"],
    result: "boolean",
    description:
      'satisfies(type, version, range): true where a version lies in a range such as ">= 1.2, < 2", by the own order of its ecosystem: a package type ("deb", "apk"), or "os/" and an os-release ID for a VERSION_ID',
    answer: (type, version, range) => satisfies(text(type), text(version), text(range)),
  },
];

/**
 * What compiled rules call without naming it: the compiler turns OPA's `sprintf` into this, since the JavaScript SDK
 * has a sprintf of its own that differs from OPA's in half of the cases.
 */
export const HIDDEN_BUILTINS: readonly Builtin[] = [
  {
    name: "lumogate.sprintf",
    args: ["string", "array"],
    result: "string",
    description: "sprintf(format, values), as OPA has it",
    answer: (format = null, values = null) => regoSprintf(format, values),
  },
];

function text(value: RegoValue | undefined): string {
  if (typeof value !== "string") throw new TypeError("an argument is not a string");
  return value;
}
