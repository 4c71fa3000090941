import { CATALOGERS } from "../catalogers/index.ts";
import type { ImageFiles } from "../model/image.ts";
import type { Gap, OperatingSystem, PackageDatabase, Scope } from "../model/inventory.ts";
import { compareText } from "../text.ts";
import { runCataloger } from "./databases.ts";
import { conflictGaps } from "./system/families.ts";
import { folderDatabases } from "./folder-databases.ts";
import type { Sighting } from "./merge.ts";
import { findSystem } from "./system/os.ts";
import { findUnsupported, unsupportedGaps } from "./unsupported.ts";

/** What an image says at the places where systems say such things. */
export interface FoundInDatabases {
  readonly os?: OperatingSystem;
  /** Sorted. */
  readonly databases: readonly PackageDatabase[];
  readonly sightings: readonly Sighting[];
  /** About the system, and where its databases do not fit it. */
  readonly systemGaps: readonly Gap[];
  /** About databases that could not be read, in full or at all. */
  readonly databaseGaps: readonly Gap[];
}

/**
 * Finds out what system is in an image, and what its package databases record.
 *
 * @param inFiles where all files were looked at: some databases are folders of files
 */
export async function findInDatabases(
  files: ImageFiles,
  scope: Scope,
  inFiles: readonly Sighting[],
): Promise<FoundInDatabases> {
  // All at once: an engine answers each question after 5 to 150 ms.
  const [{ os, gaps }, catalogues, unsupported, folders] = await Promise.all([
    findSystem(files),
    Promise.all(CATALOGERS.map((cataloger) => runCataloger(cataloger, files))),
    findUnsupported(files, scope),
    scope === "all" ? folderDatabases(files, inFiles) : [],
  ]);
  const databases = [...catalogues.flatMap((catalogue) => catalogue.databases), ...folders];
  return {
    ...(os === undefined ? {} : { os }),
    databases: databases.toSorted((a, b) => compareText(a.type, b.type) || compareText(a.path, b.path)),
    sightings: catalogues.flatMap(({ sightings }) => sightings),
    systemGaps: [...gaps, ...conflictGaps(os, databases, unsupported)],
    databaseGaps: [...catalogues.flatMap((one) => one.gaps), ...unsupportedGaps(unsupported)],
  };
}
