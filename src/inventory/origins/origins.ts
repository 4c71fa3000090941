import { LIMITS } from "../../limits.ts";
import type { OpenImage } from "../../model/image.ts";
import type { Gap, Inventory, Package } from "../../model/inventory.ts";
import { packageKey } from "./database-states.ts";
import { follow } from "./follow.ts";
import { fileOf, Places } from "../places.ts";

/**
 * Says since which step the image has each package, and since which each database has been as it is. Goes from the
 * whole image down, state by state, and follows each as far as it is there without a break: what was removed and
 * installed again counts from the second time, and what merely was written anew counts from the first.
 *
 * @param isNeeded whether a rule reads origins: what cannot be told then stands in its way
 * @param subjects package URLs of those that somebody asks about; left out: all. Where all of these stand in databases, the
 *   others are left alone: to follow files takes all layers, which an engine has to be asked for
 * @returns the inventory with `introducedIn` and `locations[].layer` wherever they can be told, and with gaps that say
 *   where they cannot
 */
export async function withOrigins(
  inventory: Inventory,
  { history }: OpenImage,
  isNeeded: boolean,
  subjects?: ReadonlySet<string>,
): Promise<Inventory> {
  const affects: Gap["affects"] = isNeeded ? ["packages"] : [];
  if (history === undefined)
    return isNeeded ? { ...inventory, gaps: [...inventory.gaps, { ...NO_LAYERS, affects }] } : inventory;
  const places = new Places(inventory);
  const trees = inventory.packages.some(
    (each) => (subjects?.has(each.purl) ?? true) && places.isInFiles(each),
  );
  const states = await history.states({ trees });
  // What lies at hand here and not there, by how the image is packed, must make no difference.
  const followed = trees ? inventory.packages : places.inDatabases(inventory.packages);
  const { packages, files, gaps } = await follow(followed, places, states);
  const located = inventory.packages.map((each) => {
    const layer = packages.since(packageKey(each.type, each));
    return {
      ...each,
      locations: each.locations.map(({ path }) => ({ path, ...optionalLayer(files.since(fileOf(path))) })),
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

/** Why something cannot be told; whether that matters is for the rules to say. */
type Obstacle = Omit<Gap, "affects">;

const NO_LAYERS: Obstacle = {
  code: "origins.no-layers",
  by: "origins",
  reason: "There are no layers here, only files, so nothing says which step brought a package.",
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
