import type { Package } from "../../model/inventory.ts";
import { PACKAGE_TYPES } from "../../model/package-types.ts";
import { fileOf } from "../places.ts";
import type { Owners } from "./owners.ts";

/**
 * Packages that were found in files, with the system's package that brought these files. One that is recorded in several
 * files has an owner only if each of them has: otherwise a copy that nobody brought would pass for the system's.
 */
export function withOwners(packages: readonly Package[], owners: Owners): Package[] {
  return packages.map((found) => {
    if (PACKAGE_TYPES[found.type] === "os" && found.evidence === undefined) return found;
    const its = found.locations.map(({ path }) => owners.ownerOf(fileOf(path)));
    const [first] = its;
    return first === undefined || its.includes(undefined) ? found : { ...found, ownedBy: first };
  });
}
