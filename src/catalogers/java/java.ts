import type { FoundPackage } from "../../model/file-facts.ts";
import {
  NOTHING,
  type ContentCataloger,
  type ContentFile,
  type ParsedFile,
  type RecordCataloger,
} from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";
import { EXTENSIONS, hasArchiveName, isManifest, listArchive, searchArchive } from "./archive.ts";
import { Budget } from "./budget.ts";
import { fullName } from "./coordinates.ts";
import { coordinates, isDescriptor } from "./descriptors.ts";
import { parseProperties } from "./properties.ts";

/** Archives by their names. Whatever they begin with: a script may stand before a zip, and starts it. */
export const javaArchive: ContentCataloger = {
  name: "java-archive",
  globs: [`**/*.{${EXTENSIONS.join(",")}}`],
  inspect: (file) => inspectArchive(file, true),
};

/** Archives under other names, behind a script or not: a runtime loads `java -jar app` and `app.dat` all the same. */
export const javaArchiveByContent: ContentCataloger = {
  name: "java-archive-by-content",
  globs: ["**"],
  magics: [Buffer.from("PK\x03\x04", "latin1"), Buffer.from("#!", "latin1")],
  inspect: (file) => (hasArchiveName(file.path) ? Promise.resolve(NOTHING) : inspectArchive(file, false)),
};

/** An archive that somebody unpacked: what Maven put into it about its project. */
export const mavenDescriptor: RecordCataloger = {
  name: "maven-descriptor",
  globs: ["**/META-INF/maven/*/*/pom.properties"],
  parse: ({ path, bytes }) => {
    const found = coordinates(path, parseProperties(bytes), undefined);
    return { packages: [{ type: "maven", name: fullName(found), version: found.version }], problems: [] };
  },
};

/** @param isNamed as an archive of Java; any other zip has to have a manifest, or what Maven puts into one, to be one */
async function inspectArchive(file: ContentFile, isNamed: boolean): Promise<ParsedFile> {
  const budget = new Budget(file.content.size);
  const log = new ProblemLog();
  const packages: FoundPackage[] = [];
  const content = budget.counting(file.content);
  const listing = await listArchive(content);
  if (
    listing === undefined ||
    (!isNamed && !listing.entries.some(({ name }) => isManifest(name) || isDescriptor(name)))
  )
    return NOTHING;
  await searchArchive({ content, path: file.path, depth: 0, isSequential: false }, listing, {
    budget,
    log,
    packages,
  });
  if (budget.isSpent) log.add("limit", "It was not read to its end: this archive unfolds to too much.");
  return { packages, problems: log.problems() };
}
