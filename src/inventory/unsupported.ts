import { UNSUPPORTED, type UnsupportedDatabase } from "../catalogers/unsupported.ts";
import type { ImageFiles } from "../model/image.ts";
import type { Gap, Scope } from "../model/inventory.ts";

export interface SeenDatabase {
  readonly database: UnsupportedDatabase;
  readonly path: string;
}

/** The databases in the image that are not read, in this scope or in any. Asks for a file only where its directory is there. */
export async function findUnsupported(files: ImageFiles, scope: Scope): Promise<SeenDatabase[]> {
  const unread = UNSUPPORTED.filter(({ readIn }) => readIn !== scope);
  const found = await Promise.all(unread.map((database) => locate(database, files)));
  return found.flat();
}

async function locate(database: UnsupportedDatabase, files: ImageFiles): Promise<SeenDatabase[]> {
  const { directory } = database;
  if ((await files.stat(directory)) === "absent") return [];
  if (database.files === undefined) return [{ database, path: directory }];
  const paths = database.files.map((name) => `${directory}/${name}`);
  const kinds = await Promise.all(paths.map((path) => files.stat(path)));
  return paths.filter((_, index) => kinds[index] !== "absent").map((path) => ({ database, path }));
}

/** One database reached by two paths, or two of a kind, is told once. */
export function unsupportedGaps(seen: readonly SeenDatabase[]): Gap[] {
  const byName = new Map(seen.toReversed().map((one) => [one.database.name, one]));
  return [...byName.values()].toReversed().map(({ database, path }) => ({
    code: "packages.unsupported-database",
    by: "packages",
    path,
    reason: `This is a package database of ${database.name}, which ${whoReads(database)}.`,
    affects: ["packages"],
  }));
}

function whoReads({ readIn }: UnsupportedDatabase): string {
  return readIn === undefined
    ? "this version of lumogate cannot read"
    : `is read file by file, and so only with --scope ${readIn}`;
}
