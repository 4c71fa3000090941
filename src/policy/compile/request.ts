import inventorySchema from "../../inventory/schema.json" with { type: "json" };
import { BUILTIN_DECLARATIONS } from "../builtins/index.ts";
import { ON_DEMAND } from "../rules/needs.ts";
import type { CompileRequest, PolicyModule } from "./contract.ts";

export interface CompileRequestOptions {
  /**
   * Ids of the rules beside these; left out where they are not known, and then nobody can tell whether a rule's settings
   * exist that the modules read.
   */
  readonly otherRules?: readonly string[];
  /** What is judged: an inventory, the default, or JSON of any kind. */
  readonly input?: "image" | "any";
}

/** What every policy is compiled with: the inventory's schema, what is in it on demand, and the functions that we answer. */
export function compileRequest(
  modules: readonly PolicyModule[],
  { input = "image", ...others }: CompileRequestOptions = {},
): CompileRequest {
  return {
    modules,
    ...(input === "image" ? { schema: inventorySchema } : {}),
    onDemand: ON_DEMAND,
    ...BUILTIN_DECLARATIONS,
    ...others,
  };
}
