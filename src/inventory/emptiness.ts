import { LIMITS } from "../limits.ts";
import type { Gap } from "../model/inventory.ts";
import { quoted } from "../text.ts";
import type { FoundInDatabases } from "./in-databases.ts";
import type { FoundInFiles } from "./in-files.ts";

/**
 * "No packages" is never said in silence: there is no database, or there is one and it is empty.
 *
 * @param inFiles what was found in all files; left out where they were not looked at
 */
export function emptinessGaps(
  { databases, databaseGaps }: FoundInDatabases,
  inFiles: FoundInFiles | undefined,
): Gap[] {
  if (databases.length === 0) return databaseGaps.length === 0 ? noDatabase(inFiles) : [];
  const typesWithPackages = new Set(databases.filter(({ packages }) => packages > 0).map(({ type }) => type));
  // It is said already of one that is damaged that packages may be missing.
  const toldOf = new Set(databaseGaps.map(({ path }) => path));
  return databases
    .filter(({ type, path }) => !typesWithPackages.has(type) && !toldOf.has(path))
    .map(({ path }) => ({
      code: "packages.empty-database",
      by: "packages",
      path,
      reason: "This package database lists no installed package, which a database in use never does.",
      affects: ["packages"],
    }));
}

/**
 * An image without a database is mostly one that was made of a program or two. If it is known of each which packages are in
 * it, then none is missing. But where nothing at all is known, that is said: it may be no image, but an empty folder.
 */
function noDatabase(inFiles: FoundInFiles | undefined): Gap[] {
  const { sightings = [], unknownPrograms = [] } = inFiles ?? {};
  if (sightings.length > 0 && unknownPrograms.length === 0) return [];
  const reason = `The image has no package database that is known, so what is installed in it cannot be told.${namePrograms(unknownPrograms)}`;
  return [{ code: "packages.no-database", by: "packages", reason, affects: ["packages"] }];
}

function namePrograms(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const named = paths.slice(0, LIMITS.namedPrograms).map(quoted).join(", ");
  const more = paths.length - LIMITS.namedPrograms;
  return ` Nothing says what is in these programs: ${named}${more > 0 ? `, and ${more} more` : ""}.`;
}
