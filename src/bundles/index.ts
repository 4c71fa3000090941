import type { PolicyPath } from "../model/policy-path.ts";
import { isBundleAddress, parseBundleAddress } from "./address.ts";
import type { PolicyBundle } from "./bundle.ts";
import type { FetchContext } from "./fetch.ts";

/** What lies here, and what is elsewhere. */
export interface SplitPaths {
  readonly paths: readonly PolicyPath[];
  readonly addresses: readonly PolicyPath[];
}

export function pathsAndAddresses(named: readonly PolicyPath[]): SplitPaths {
  return { paths: named.filter((each) => !isElsewhere(each)), addresses: named.filter(isElsewhere) };
}

function isElsewhere(named: PolicyPath): boolean {
  return isBundleAddress(pathOf(named));
}

/**
 * The bundles to judge by, pinned and verified. Nothing of it is loaded where none is named.
 *
 * @throws LumogateError `policy.address`, `policy.unpinned`, `policy.bundle`, `registry.*`; the signal's reason
 */
export async function fetchPolicies(
  addresses: readonly PolicyPath[],
  context: FetchContext,
): Promise<readonly PolicyBundle[]> {
  if (addresses.length === 0) return [];
  const { fetchPinned } = await import("./fetch.ts");
  const bundles: PolicyBundle[] = [];
  for (const named of addresses) {
    const bundle = await fetchPinned(parseBundleAddress(pathOf(named)), context);
    // conftest's bundles do not say which version theirs is.
    bundles.push(typeof named === "string" ? bundle : { ...bundle, regoVersion: named.rego });
  }
  return bundles;
}

function pathOf(named: PolicyPath): string {
  return typeof named === "string" ? named : named.path;
}
