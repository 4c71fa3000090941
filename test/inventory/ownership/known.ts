import { owners, type Owners } from "../../../src/inventory/ownership/owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import { imageOf } from "../../support/image.ts";
import type { TarMember } from "../../support/tar.ts";

/** Whose the files of an image of one layer are; `whose` tells the package's name. */
export async function knownOf(
  members: readonly TarMember[],
): Promise<Owners & { whose(path: string): string | undefined }> {
  const image = await imageOf([members]);
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("an image of tars has a tree");
  const { packages } = await takeInventory(image, "all");
  const known = await owners(tree, packages);
  const whose = (path: string): string | undefined => {
    const purl = known.ownerOf(path);
    return packages.find((found) => found.purl === purl)?.name;
  };
  return { ...known, whose };
}
