import { compileCached } from "./compile/cache.ts";
import { loadPolicyFiles } from "./compile/load.ts";
import { compileRequest } from "./compile-request.ts";
import type { PolicyRequest } from "./policy.ts";
import type { PolicySet } from "./policy-set.ts";

/**
 * The user's own rules, compiled, or from the cache.
 *
 * @param otherRules ids of the rules that lumogate ships
 * @throws LumogateError `policy.*` as of reading and compiling
 */
export async function compileUserPolicy(
  request: PolicyRequest,
  otherRules: readonly string[],
): Promise<PolicySet> {
  const { paths, baseDirectory, cacheDirectory, signal } = request;
  const { modules, sources } = await loadPolicyFiles(paths, baseDirectory);
  const compiled = await compileCached(compileRequest(modules, otherRules), { cacheDirectory, signal });
  return { ...compiled, shipped: false, name: `the rules in ${paths.join(", ")}`, sources };
}
