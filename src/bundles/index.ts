import { isBundleAddress, parseBundleAddress } from "./address.ts";
import type { PolicyBundle } from "./bundle.ts";
import type { FetchContext } from "./fetch.ts";

/** A policy as the user names it, and where that is said, the version of Rego that it is written in. */
export type NamedPolicy = string | { readonly path: string; readonly rego: "v0" | "v1" };

/** What lies here, and what is elsewhere. */
export interface NamedPolicies {
  readonly paths: readonly NamedPolicy[];
  readonly addresses: readonly NamedPolicy[];
}

export function pathsAndAddresses(named: readonly NamedPolicy[]): NamedPolicies {
  const isElsewhere = (each: NamedPolicy): boolean => isBundleAddress(pathOf(each));
  return { paths: named.filter((each) => !isElsewhere(each)), addresses: named.filter(isElsewhere) };
}

/**
 * The bundles to judge by, pinned and verified. Nothing of it is loaded where none is named.
 *
 * @throws LumogateError `policy.address`, `policy.unpinned`, `policy.bundle`, `registry.*`; the signal's reason
 */
export async function fetchPolicies(
  addresses: readonly NamedPolicy[],
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

function pathOf(named: NamedPolicy): string {
  return typeof named === "string" ? named : named.path;
}
