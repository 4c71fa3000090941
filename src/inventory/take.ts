import { CATALOGERS } from "../catalogers/index.ts";
import type { OpenImage } from "../model/image.ts";
import { INVENTORY_SCHEMA, type Inventory, type Scope } from "../model/inventory.ts";
import { compareText } from "../text.ts";
import { runCataloger } from "./databases.ts";
import { emptinessGaps } from "./emptiness.ts";
import { conflictGaps } from "./families.ts";
import { findInFiles } from "./in-files.ts";
import { mergePackages } from "./merge.ts";
import { notLookedAt } from "./not-looked-at.ts";
import { findSystem } from "./os.ts";
import { recordedInventory } from "./recorded.ts";
import { findUnsupported, unsupportedGaps } from "./unsupported.ts";

/**
 * Takes the inventory of an image: what system it is, which packages it has, which files matter, and what could not be found
 * out. The same image gives the same document, byte for byte.
 *
 * @param scope `os`: the system and its package databases, by their paths; `all`: every file of the image
 * @throws only what the image's source throws; whatever is wrong within the image is a gap
 */
export async function takeInventory(image: OpenImage, scope: Scope): Promise<Inventory> {
  if (image.recorded !== undefined) return recordedInventory(image, image.recorded, scope);
  const tree = scope === "all" ? await image.tree?.() : undefined;
  const files = tree?.files ?? image.files;
  // All at once: an engine answers each question after 5 to 150 ms.
  const [system, catalogues, unsupported] = await Promise.all([
    findSystem(files),
    Promise.all(CATALOGERS.map((cataloger) => runCataloger(cataloger, files))),
    findUnsupported(files),
  ]);
  const databases = catalogues.flatMap((catalogue) => catalogue.databases);
  const inDatabases = catalogues.flatMap(({ sightings }) => sightings);
  const inFiles = tree === undefined ? undefined : findInFiles(tree);
  const merged = mergePackages([...inDatabases, ...(inFiles?.sightings ?? [])], system.os);
  const unreadDatabases = [...catalogues.flatMap(({ gaps }) => gaps), ...unsupportedGaps(unsupported)];
  return {
    schema: INVENTORY_SCHEMA,
    image: image.identity,
    config: image.config,
    layers: image.layers,
    ...(system.os === undefined ? {} : { os: system.os }),
    packages: merged.packages,
    scope,
    databases: databases.toSorted((a, b) => compareText(a.type, b.type) || compareText(a.path, b.path)),
    gaps: [
      ...image.gaps,
      ...system.gaps,
      ...conflictGaps(system.os, databases, unsupported),
      ...unreadDatabases,
      ...emptinessGaps(databases, unreadDatabases, inFiles),
      ...(inFiles?.gaps ?? []),
      ...(tree === undefined ? notLookedAt(scope) : []),
      ...merged.gaps,
    ],
  };
}
