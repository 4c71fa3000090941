import type { Package } from "../model/inventory.ts";
import { compareText } from "../text.ts";

/**
 * Puts together what documents list apart: one package found in several places is one package, with all its locations.
 *
 * @returns in the order of an inventory: by type, name, version and architecture
 */
export function mergePackages(packages: readonly Package[]): Package[] {
  const merged = new Map<string, { readonly first: Package; readonly locations: Map<string, Location> }>();
  for (const one of packages) {
    const { type, name, version, epoch, arch, purl, status } = one;
    const key = JSON.stringify([type, name, version, epoch, arch, purl, status]);
    const same = merged.get(key) ?? { first: one, locations: new Map<string, Location>() };
    merged.set(key, same);
    for (const location of one.locations) {
      if (!same.locations.has(location.path)) same.locations.set(location.path, location);
    }
  }
  return Array.from(merged.values(), ({ first, locations }) => ({
    ...first,
    locations: [...locations.values()],
  })).toSorted(byIdentity);
}

type Location = Package["locations"][number];

function byIdentity(a: Package, b: Package): number {
  return (
    compareText(a.type, b.type) ||
    compareText(a.name, b.name) ||
    (a.epoch ?? 0) - (b.epoch ?? 0) ||
    compareText(a.version, b.version) ||
    compareText(a.arch ?? "", b.arch ?? "")
  );
}
