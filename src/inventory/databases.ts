import type { Cataloger, DatabaseContent, ParsedDatabase, Problem } from "../catalogers/cataloger.ts";
import { messageOf } from "../model/error.ts";
import type { FileContent, ImageFiles, Unreadable } from "../model/image.ts";
import type { Gap, PackageDatabase } from "../model/inventory.ts";
import type { Sighting } from "./merge.ts";

/** What one cataloger got out of an image. */
export interface Catalogue {
  readonly databases: readonly PackageDatabase[];
  readonly sightings: readonly Sighting[];
  readonly gaps: readonly Gap[];
}

/** The bytes of one database: a file, or each file of a folder. */
export interface DatabaseBytes {
  /** Where it was found, links followed. */
  readonly path: string;
  readonly contents: readonly DatabaseFile[];
}

export interface DatabaseFile extends DatabaseContent {
  /** The paths by which it was found, links not followed. */
  readonly askedAs: readonly string[];
}

export interface ReadDatabases {
  readonly databases: readonly DatabaseBytes[];
  readonly unreadable: readonly Unreadable[];
}

/** Reads and parses every database of one cataloger's. Only a failure of the image's source throws. */
export async function runCataloger(cataloger: Cataloger, files: ImageFiles): Promise<Catalogue> {
  const read = await readDatabases(cataloger, files);
  const gaps = read.unreadable.map((one) => unreadableGap(cataloger, one));
  const databases: PackageDatabase[] = [];
  const sightings: Sighting[] = [];
  for (const { path, contents } of read.databases) {
    let found = 0;
    for (const content of contents) {
      const parsed = parseDatabase(cataloger, content);
      gaps.push(...parsed.problems.map((problem) => problemGap(cataloger, content, problem)));
      for (const one of parsed.packages)
        sightings.push({ found: { type: cataloger.type, ...one }, path: content.path });
      found += parsed.packages.length;
    }
    databases.push({ type: cataloger.type, path, packages: found });
  }
  return { databases, sightings, gaps };
}

/** What is there of one cataloger's databases, not parsed. Only a failure of the image's source throws. */
export async function readDatabases(cataloger: Cataloger, files: ImageFiles): Promise<ReadDatabases> {
  const [single, folders] = await Promise.all([
    Promise.all(cataloger.files.map((path) => files.readFile(path))),
    Promise.all(cataloger.directories.map((path) => files.readDirectory(path))),
  ]);
  const unreadable = single.filter((answer) => answer.kind === "unreadable");
  const found = await Promise.all(
    single.flatMap((answer, index) => {
      const asked = cataloger.files[index] ?? "";
      return answer.kind === "file" ? [withCompanions(cataloger, answer, asked, files)] : [];
    }),
  );
  const databases: DatabaseBytes[] = distinct(found.map(({ file }) => file)).map((file) => ({
    path: file.path,
    contents: [file],
  }));
  const known = new Set(unreadable.map(({ path }) => path));
  unreadable.push(...found.flatMap((one) => one.unreadable.filter(({ path }) => !known.has(path))));
  for (const [index, folder] of folders.entries()) {
    if (folder.kind === "unreadable") unreadable.push(folder);
    if (folder.kind !== "directory") continue;
    unreadable.push(...folder.unreadable.filter(({ path }) => accepts(cataloger, path)));
    const asked = cataloger.directories[index] ?? folder.path;
    const contents = folder.files
      .filter(({ path }) => accepts(cataloger, path))
      .map((file) => ({ ...file, askedAs: [`${asked}/${baseName(file.path)}`] }));
    databases.push({ path: folder.path, contents });
  }
  return { databases, unreadable };
}

/** A database file with what lies beside it. */
async function withCompanions(
  cataloger: Cataloger,
  { path, bytes }: FileContent,
  asked: string,
  files: ImageFiles,
): Promise<{ readonly file: DatabaseFile; readonly unreadable: readonly Unreadable[] }> {
  const paths = cataloger.companions?.(asked) ?? [];
  const answers = await Promise.all(paths.map((each) => files.readFile(each)));
  const companions = answers.flatMap((answer, index): FileContent[] =>
    answer.kind === "file" ? [{ path: paths[index] ?? answer.path, bytes: answer.bytes }] : [],
  );
  return {
    file: { path, bytes, askedAs: [asked], ...(companions.length === 0 ? {} : { companions }) },
    unreadable: answers.filter((answer) => answer.kind === "unreadable"),
  };
}

/** What stands in a file. A parser that fails has found no package, and a problem that says so. */
export function parseDatabase(cataloger: Cataloger, content: DatabaseContent): ParsedDatabase {
  try {
    return cataloger.parse(content);
  } catch (cause) {
    const reason = `Its parser failed: ${messageOf(cause)}`;
    return { packages: [], problems: [{ code: "unreadable", reason }] };
  }
}

/**
 * Where /lib is a link to /usr/lib, one database is reached by two paths, and not every engine can tell where a path
 * led: the same bytes are the same database.
 */
function distinct(files: readonly DatabaseFile[]): DatabaseFile[] {
  const found: DatabaseFile[] = [];
  for (const file of files) {
    const known = found.findIndex((other) => saysTheSame(other, file));
    const same = found[known];
    if (same === undefined) found.push(file);
    else found[known] = { ...same, askedAs: [...same.askedAs, ...file.askedAs] };
  }
  return found;
}

/** Whether two files, and what lies beside them, hold the same bytes, so that a parser would say the same of both. */
export function saysTheSame(one: DatabaseContent, other: DatabaseContent): boolean {
  const [mine = [], others = []] = [one.companions, other.companions];
  return (
    Buffer.compare(one.bytes, other.bytes) === 0 &&
    mine.length === others.length &&
    mine.every(({ path, bytes }, index) => {
      const companion = others[index];
      return (
        companion !== undefined &&
        baseName(path) === baseName(companion.path) &&
        Buffer.compare(bytes, companion.bytes) === 0
      );
    })
  );
}

/** Whether a file in one of a cataloger's directories is a database of its. */
export function accepts(cataloger: Cataloger, path: string): boolean {
  return cataloger.accepts?.(baseName(path)) ?? true;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function problemGap(cataloger: Cataloger, { path }: FileContent, { code, reason }: Problem): Gap {
  return { code: `packages.${code}`, by: cataloger.name, path, reason, affects: ["packages"] };
}

function unreadableGap(cataloger: Cataloger, { path, reason }: Unreadable): Gap {
  return { code: "packages.unreadable", by: cataloger.name, path, reason, affects: ["packages"] };
}
