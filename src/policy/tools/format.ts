import { LIMITS } from "../../limits.ts";
import { askCompiler } from "../compile/compile.ts";
import type { PolicyModule } from "../compile/contract.ts";
import { broken } from "../compile/run.ts";

export interface FormattedModule {
  readonly path: string;
  /** As Rego v1, with line feeds, whatever the file had. */
  readonly text: string;
}

/**
 * Modules in the one format that `opa fmt` writes. Those of Rego v0 become Rego v1.
 *
 * @throws LumogateError `policy.parse` where any of them does not parse: nothing is formatted then
 */
export async function formatModules(
  modules: readonly PolicyModule[],
  signal: AbortSignal,
): Promise<readonly FormattedModule[]> {
  const request = { modules, onDemand: [], hostBuiltins: [], opaBuiltins: [] };
  const { formatted } = (await askCompiler("fmt", request, { deadlineMs: LIMITS.compileMs, signal })) as {
    readonly formatted?: readonly FormattedModule[];
  };
  if (formatted?.length !== modules.length) throw broken("it did not format what it was given");
  return formatted;
}
