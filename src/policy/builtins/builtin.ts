import type { RegoValue } from "./values/rego-value.ts";

/** What an answer may depend on beside its arguments: nothing that is not the same on every machine. */
export interface BuiltinContext {
  /** `time.now_ns`: the time that the policy is evaluated for, in nanoseconds since 1970. */
  readonly nowNs: bigint;
}

/**
 * Answers a call, or throws: a throw ends the evaluation and the verdict is "cannot judge". There is no way to be
 * undefined, which in Rego would quietly mean "no".
 */
export type BuiltinFunction = (args: readonly RegoValue[], context: BuiltinContext) => RegoValue;

/** The functions of one file, by name. */
export type BuiltinGroup = ReadonlyMap<string, BuiltinFunction>;

export function builtinGroup(functions: readonly (readonly [string, BuiltinFunction])[]): BuiltinGroup {
  return new Map(functions);
}
