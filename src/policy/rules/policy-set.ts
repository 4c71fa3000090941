import type { PolicySource } from "../../model/report.ts";
import type { CompiledPolicy, CompileRequest } from "../compile/contract.ts";

/** Rules that were compiled together: those that we ship, or the user's. */
export interface PolicySet extends CompiledPolicy {
  readonly shipped: boolean;
  /** How errors name it: `the rules in policies`. */
  readonly name: string;
  readonly sources: readonly PolicySource[];
  /** What it was compiled from, for those who want to watch it. */
  sourcesToCompile(): Promise<CompileRequest>;
}
