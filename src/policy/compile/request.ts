import inventorySchema from "../../inventory/schema.json" with { type: "json" };
import { BUILTIN_DECLARATIONS } from "../builtins/index.ts";
import type { CompileRequest, PolicyModule } from "./contract.ts";
import { ON_DEMAND } from "../rules/needs.ts";

/**
 * What every policy is compiled with: the inventory's schema, what is in it on demand, and the functions that we answer.
 *
 * @param otherRules ids of the rules beside these; left out where they are not known, and then nobody can tell whether a
 *   rule's settings exist that the modules read
 */
export function compileRequest(
  modules: readonly PolicyModule[],
  otherRules?: readonly string[],
): CompileRequest {
  return {
    modules,
    schema: inventorySchema,
    onDemand: ON_DEMAND,
    ...BUILTIN_DECLARATIONS,
    ...(otherRules === undefined ? {} : { otherRules }),
  };
}
