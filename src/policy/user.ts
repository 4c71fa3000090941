import { compileCached } from "./compile/cache.ts";
import { loadPolicyFiles } from "./compile/load.ts";
import { compileRequest } from "./compile-request.ts";
import type { PolicyRequest } from "./policy.ts";
import type { PolicySet } from "./policy-set.ts";

/**
 * The user's own rules, compiled, or from the cache.
 *
 * @throws LumogateError `policy.*` as of reading and compiling
 */
export async function compileUserPolicy(request: PolicyRequest): Promise<PolicySet> {
  const { paths, baseDirectory, cacheDirectory, signal } = request;
  const { modules, sources } = await loadPolicyFiles(paths, baseDirectory);
  const compiled = await compileCached(compileRequest(modules), { cacheDirectory, signal });
  return { ...compiled, shipped: false, name: `the rules in ${paths.join(", ")}`, sources };
}
