import { FILE_CATALOGERS } from "../catalogers/in-files.ts";
import type { ImageFiles } from "../model/image.ts";
import type { PackageDatabase } from "../model/inventory.ts";
import type { Sighting } from "./merge.ts";

/**
 * Package databases that are a folder with files for each package: read file by file, as any other file is, and told of as
 * one. A folder that is there and lists nothing (or is a link to where nobody looks) is an empty database, which is a gap.
 */
export async function folderDatabases(
  files: ImageFiles,
  sightings: readonly Sighting[],
): Promise<PackageDatabase[]> {
  const known = FILE_CATALOGERS.flatMap(({ database }) => database ?? []);
  const kinds = await Promise.all(known.map(({ directory }) => files.stat(directory)));
  return known.flatMap(({ type, directory }, index): PackageDatabase[] => {
    if (kinds[index] === "absent") return [];
    const inside = sightings.filter(
      ({ found, path }) => found.type === type && path.startsWith(`${directory}/`),
    );
    return [{ type, path: directory, packages: inside.length }];
  });
}
