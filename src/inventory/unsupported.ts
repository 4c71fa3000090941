import { UNSUPPORTED, type UnsupportedDatabase } from "../catalogers/unsupported.ts";
import type { ImageFiles } from "../model/image.ts";

export interface SeenDatabase {
  readonly database: UnsupportedDatabase;
  readonly path: string;
}

/** The databases in the image that cannot be read yet. Asks for a file only where its directory is there. */
export async function findUnsupported(files: ImageFiles): Promise<SeenDatabase[]> {
  const found = await Promise.all(UNSUPPORTED.map((database) => locate(database, files)));
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
