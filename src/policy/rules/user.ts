import type { PolicyBundle } from "../../bundles/bundle.ts";
import { compileCached } from "../compile/cache.ts";
import type { PolicyModule } from "../compile/contract.ts";
import { loadPolicyFiles } from "../compile/load.ts";
import { compileRequest } from "../compile/request.ts";
import type { PolicyRequest } from "../policy.ts";
import type { PolicySet } from "./policy-set.ts";

/**
 * The user's own rules, compiled, or from the cache.
 *
 * @param otherRules ids of the rules that lumogate ships
 * @throws LumogateError `policy.*` as of reading and compiling
 */
export async function compileUserPolicy(
  request: Pick<PolicyRequest, "paths" | "bundles" | "baseDirectory" | "cacheDirectory" | "signal">,
  otherRules: readonly string[],
): Promise<PolicySet> {
  const { paths, bundles, baseDirectory, cacheDirectory, signal } = request;
  const local = await loadPolicyFiles(paths, baseDirectory);
  const modules = [...local.modules, ...bundles.flatMap(modulesOf)];
  const compiling = compileRequest(modules, { otherRules });
  const compiled = await compileCached(compiling, { cacheDirectory, signal });
  const fetched = bundles.map(({ pinned, digest }) => ({ source: pinned, digest }));
  const sources = [...local.sources, ...fetched];
  const name = `the rules in ${sources.map(({ source }) => source).join(", ")}`;
  return { ...compiled, shipped: false, name, sources, sourcesToCompile: () => Promise.resolve(compiling) };
}

/** Named after the bundle's address, since two bundles may have files of one name. */
function modulesOf({ pinned, files, regoVersion }: PolicyBundle): readonly PolicyModule[] {
  return files.map(({ name, text }) => ({ path: `${pinned}/${name}`, text, regoVersion }));
}
