import inventorySchema from "../inventory/schema.json" with { type: "json" };
import { BUILTIN_DECLARATIONS } from "./builtins/index.ts";
import type { CompileRequest, PolicyModule } from "./compile/contract.ts";
import { ON_DEMAND } from "./needs.ts";

/** What every policy is compiled with: the inventory's schema, what is in it on demand, and our own built-in functions. */
export function compileRequest(modules: readonly PolicyModule[]): CompileRequest {
  return {
    modules,
    schema: inventorySchema,
    onDemand: ON_DEMAND,
    ...BUILTIN_DECLARATIONS,
  };
}
