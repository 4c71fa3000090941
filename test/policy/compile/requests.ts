import schema from "../../../src/inventory/schema.json" with { type: "json" };
import type { CompileRequest } from "../../../src/policy/compile/contract.ts";
import { ON_DEMAND } from "../../../src/policy/rules/needs.ts";

/** A request to compile files given as path to text, against the real inventory's schema. */
export function requestOf(files: Readonly<Record<string, string>>): CompileRequest {
  return {
    modules: Object.entries(files).map(([path, text]) => ({ path, text })),
    schema,
    onDemand: ON_DEMAND,
    hostBuiltins: [
      {
        name: "lumogate.version.satisfies",
        args: ["string", "string", "string"],
        result: "boolean",
        description: "whether a version lies in a range",
      },
    ],
    opaBuiltins: [],
  };
}
