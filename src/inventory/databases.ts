import type { Cataloger, ParsedDatabase, ParsedPackage } from "../catalogers/cataloger.ts";
import { messageOf } from "../model/error.ts";
import type { FileContent, ImageFiles, Unreadable } from "../model/image.ts";
import type { Gap, PackageDatabase, PackageType } from "../model/inventory.ts";

/** What one cataloger got out of an image. */
export interface Catalogue {
  readonly type: PackageType;
  readonly databases: readonly PackageDatabase[];
  readonly packages: readonly FoundPackage[];
  readonly gaps: readonly Gap[];
}

export interface FoundPackage {
  readonly parsed: ParsedPackage;
  /** The file that it is recorded in, links followed. */
  readonly path: string;
}

/** Reads and parses every database of one cataloger's. Only a failure of the image's source throws. */
export async function runCataloger(cataloger: Cataloger, files: ImageFiles): Promise<Catalogue> {
  const [single, folders] = await Promise.all([
    Promise.all(cataloger.files.map((path) => files.readFile(path))),
    Promise.all(cataloger.directories.map((path) => files.readDirectory(path))),
  ]);
  const gaps: Gap[] = [];
  const databases: PackageDatabase[] = [];
  const packages: FoundPackage[] = [];
  const parseInto = (path: string, contents: readonly FileContent[]): void => {
    const found = contents.flatMap((content) => parseFile(cataloger, content, gaps));
    databases.push({ type: cataloger.type, path, packages: found.length });
    for (const one of found) packages.push(one);
  };

  for (const answer of single) if (answer.kind === "unreadable") gaps.push(unreadable(cataloger, answer));
  for (const content of distinct(single.filter((answer) => answer.kind === "file")))
    parseInto(content.path, [content]);
  for (const folder of folders) {
    if (folder.kind === "unreadable") gaps.push(unreadable(cataloger, folder));
    if (folder.kind !== "directory") continue;
    gaps.push(
      ...folder.unreadable
        .filter(({ path }) => accepts(cataloger, path))
        .map((one) => unreadable(cataloger, one)),
    );
    parseInto(
      folder.path,
      folder.files.filter(({ path }) => accepts(cataloger, path)),
    );
  }
  return { type: cataloger.type, databases, packages, gaps };
}

/**
 * Where /lib is a link to /usr/lib, one database is reached by two paths, and not every engine can tell where a path
 * led: the same bytes are the same database.
 */
function distinct(contents: readonly FileContent[]): FileContent[] {
  return contents.filter((content, index) =>
    contents.slice(0, index).every((other) => Buffer.compare(other.bytes, content.bytes) !== 0),
  );
}

function accepts(cataloger: Cataloger, path: string): boolean {
  return cataloger.accepts?.(path.slice(path.lastIndexOf("/") + 1)) ?? true;
}

function parseFile(cataloger: Cataloger, content: FileContent, gaps: Gap[]): FoundPackage[] {
  const { path } = content;
  let database: ParsedDatabase;
  try {
    database = cataloger.parse(content);
  } catch (cause) {
    const why = messageOf(cause);
    gaps.push(unreadable(cataloger, { kind: "unreadable", path, reason: `Its parser failed: ${why}` }));
    return [];
  }
  for (const { code, reason } of database.problems)
    gaps.push({ code: `packages.${code}`, by: cataloger.name, path, reason, affects: ["packages"] });
  return database.packages.map((parsed) => ({ parsed, path }));
}

function unreadable(cataloger: Cataloger, { path, reason }: Unreadable): Gap {
  return { code: "packages.unreadable", by: cataloger.name, path, reason, affects: ["packages"] };
}
