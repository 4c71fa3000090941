import type { ImageTree, OpenImage } from "../model/image.ts";
import { INVENTORY_SCHEMA, type Gap, type Inventory, type Package, type Scope } from "../model/inventory.ts";
import type { NotableFile } from "../model/notable-file.ts";
import { emptinessGaps } from "./emptiness.ts";
import { notableFiles } from "./files/notable-files.ts";
import { findInDatabases } from "./in-databases.ts";
import { findInFiles } from "./in-files.ts";
import { mergePackages } from "./merge.ts";
import { notLookedAt } from "./not-looked-at.ts";
import { owners } from "./ownership/owners.ts";
import { withoutToldTwice } from "./ownership/told-twice.ts";
import { withOwners } from "./ownership/with-owners.ts";
import { recordedInventory } from "./recorded.ts";
import { withoutSecrets } from "./secrets.ts";
import { withUserId } from "./user-id.ts";

/**
 * Takes the inventory of an image: what system it is, which packages it has, which files matter, and what could not be found
 * out. The same image gives the same document, byte for byte.
 *
 * @param scope `os`: the system and its package databases, by their paths; `all`: every file of the image
 * @throws only what the image's source throws; whatever is wrong within the image is a gap
 */
export async function takeInventory(opened: OpenImage, scope: Scope): Promise<Inventory> {
  const image = { ...opened, ...withoutSecrets(opened) };
  if (image.recorded !== undefined) {
    const config = await withUserId(image, image.files);
    return recordedInventory({ ...image, config }, image.recorded, scope);
  }
  const tree = scope === "all" ? await opened.tree?.() : undefined;
  const inFiles = tree === undefined ? undefined : await findInFiles(tree);
  const inDatabases = await findInDatabases(tree?.files ?? image.files, scope, inFiles?.sightings ?? []);
  const merged = mergePackages([...inDatabases.sightings, ...(inFiles?.sightings ?? [])], inDatabases.os);
  const config = await withUserId(image, tree?.files ?? image.files);
  const { packages, files, gaps } =
    tree === undefined
      ? { packages: merged.packages, files: undefined, gaps: notLookedAt(scope) }
      : await withFiles(merged.packages, tree);
  return {
    schema: INVENTORY_SCHEMA,
    image: image.identity,
    config,
    layers: image.layers,
    ...(inDatabases.os === undefined ? {} : { os: inDatabases.os }),
    packages,
    scope,
    ...(files === undefined ? {} : { files }),
    databases: inDatabases.databases,
    gaps: [
      ...image.gaps,
      ...inDatabases.systemGaps,
      ...inDatabases.databaseGaps,
      ...emptinessGaps(inDatabases, inFiles),
      ...(inFiles?.gaps ?? []),
      ...merged.gaps,
      ...gaps,
    ],
  };
}

/** Says whose files are whose, and which of them matter to policies. */
async function withFiles(
  merged: readonly Package[],
  tree: ImageTree,
): Promise<{ packages: readonly Package[]; files: readonly NotableFile[]; gaps: readonly Gap[] }> {
  const owned = await owners(tree, merged);
  const packages = withoutToldTwice(withOwners(merged, owned));
  return { packages, ...(await notableFiles(tree, owned)) };
}
