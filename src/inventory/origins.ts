import { CATALOGERS } from "../catalogers/index.ts";
import { LIMITS } from "../limits.ts";
import type { ImageState, OpenImage } from "../model/image.ts";
import type { Gap, Inventory, Package } from "../model/inventory.ts";
import type { PackageType } from "../model/package-types.ts";
import { DatabaseStates, packageKey } from "./database-states.ts";
import { Trail } from "./trail.ts";

/**
 * Says since which step the image has each package, and since which each database has been as it is. Goes from the
 * whole image down, state by state, and follows each as far as it is there without a break: what was removed and
 * installed again counts from the second time, and what merely was written anew counts from the first.
 *
 * @param isNeeded whether a rule reads origins: what cannot be told then stands in its way
 * @returns the inventory with `introducedIn` and `locations[].layer` wherever they can be told, and with gaps that say
 *   where they cannot
 */
export async function withOrigins(
  inventory: Inventory,
  { history }: OpenImage,
  isNeeded: boolean,
): Promise<Inventory> {
  const affects: Gap["affects"] = isNeeded ? ["packages"] : [];
  if (history === undefined)
    return isNeeded ? { ...inventory, gaps: [...inventory.gaps, { ...NO_LAYERS, affects }] } : inventory;
  const { packages, files, gaps } = await follow(inventory, await history.states());
  const located = inventory.packages.map((each) => {
    const layer = packages.since(packageKey(each.type, each));
    return {
      ...each,
      locations: each.locations.map(({ path }) => ({ path, ...optionalLayer(files.since(path)) })),
      ...(layer === undefined ? {} : { introducedIn: { layer } }),
    };
  });
  const told = withInstructions(located, inventory);
  return {
    ...inventory,
    packages: told.packages,
    gaps: [...inventory.gaps, ...[...gaps, ...told.gaps].map((gap) => ({ ...gap, affects }))],
  };
}

/** Why something cannot be told; whether that matters is the caller's to say. */
type Obstacle = Omit<Gap, "affects">;

interface Followed {
  /** By `packageKey`. */
  readonly packages: Trail<PackageType>;
  /** By path in the whole image. */
  readonly files: Trail<PackageType>;
  readonly gaps: readonly Obstacle[];
}

async function follow({ packages: all }: Inventory, states: readonly ImageState[]): Promise<Followed> {
  const packages = new Trail(all.map((each) => [packageKey(each.type, each), each.type] as const));
  const files = new Trail(
    all.flatMap(({ type, locations }) => locations.map(({ path }) => [path, type] as const)),
  );
  const databases = new DatabaseStates(CATALOGERS);
  const gaps: Obstacle[] = [];
  for (const { layer, files: present } of states.toReversed()) {
    if (packages.isOver && files.isOver) break;
    const { damage, unreadable, hasPackage, hasContentOf } = await databases.descend(present);
    const lost = new Set([
      ...packages.descend(layer, hasPackage, (type) => damage.has(type)),
      ...files.descend(layer, hasContentOf, (type) => unreadable.has(type)),
    ]);
    for (const [type, { path, reason }] of damage)
      if (lost.has(type)) gaps.push(damaged(layer, path, reason));
  }
  if (packages.strangers > 0 || files.strangers > 0) gaps.push(MISMATCH);
  return { packages, files, gaps };
}

/** Puts its step's instruction beside each package: a text that an image can make as long as it likes, a package at a time. */
function withInstructions(
  packages: readonly Package[],
  { layers, gaps }: Inventory,
): { readonly packages: readonly Package[]; readonly gaps: readonly Obstacle[] } {
  const instructionOf = ({ introducedIn }: Package): string | undefined =>
    introducedIn === undefined ? undefined : layers[introducedIn.layer]?.createdBy;
  const chars = packages.reduce((sum, each) => sum + (instructionOf(each)?.length ?? 0), 0);
  if (chars > LIMITS.originsTextChars) return { packages, gaps: [tooLong(chars)] };
  return {
    packages: packages.map((each) => {
      const createdBy = instructionOf(each);
      if (each.introducedIn === undefined || createdBy === undefined) return each;
      return { ...each, introducedIn: { ...each.introducedIn, createdBy } };
    }),
    gaps: gaps.some(({ code }) => code === "layers.history") ? [NO_INSTRUCTIONS] : [],
  };
}

function optionalLayer(layer: number | undefined): { layer?: number } {
  return layer === undefined ? {} : { layer };
}

const NO_LAYERS: Obstacle = {
  code: "origins.no-layers",
  by: "origins",
  reason: "There are no layers here, only files, so nothing says which step brought a package.",
};

const MISMATCH: Obstacle = {
  code: "origins.mismatch",
  by: "origins",
  reason:
    "Packages are recorded in the image that are not in its layers put together, so nothing says which step brought them.",
};

/** Where the source says the same of the layers. */
const NO_INSTRUCTIONS: Obstacle = {
  code: "origins.history",
  by: "origins",
  reason:
    "The image's history does not fit its layers, so no instruction stands beside the step that brought a package.",
};

function tooLong(chars: number): Obstacle {
  return {
    code: "origins.limit",
    by: "origins",
    reason: `The instructions beside the packages would have ${chars} characters, more than ${LIMITS.originsTextChars} (limit originsTextChars); they stand in the list of the steps only.`,
  };
}

function damaged(layer: number, path: string, reason: string): Obstacle {
  return {
    code: "origins.unreadable",
    by: "origins",
    path,
    reason: `As of step ${layer} it cannot be read in full, so for what it may have held then, nothing says which step brought it. ${reason}`,
  };
}
