import { LIMITS } from "../../limits.ts";
import type { ImageTree } from "../../model/image.ts";
import type { Gap, Package } from "../../model/inventory.ts";
import { PACKAGE_TYPES } from "../../model/package-types.ts";
import { GapLog } from "../gap-log.ts";
import { apkLists } from "./apk.ts";
import { boundedFiles } from "./bounded-files.ts";
import { chiselLists } from "./chisel.ts";
import { Claims } from "./claims.ts";
import { dpkgLists } from "./dpkg.ts";
import { languageFiles } from "./language-files.ts";
import { ListProblems } from "./list-problems.ts";
import type { ListReader, RecordedPackage } from "./list-reader.ts";
import { ownFolders } from "./own-folders.ts";
import { pacmanLists, portageLists, statusDirectoryLists } from "./per-package-lists.ts";
import { RealFolders } from "./real-folders.ts";
import { rpmLists } from "./rpm.ts";

/** Which files belong to which package. */
export interface Owners {
  /**
   * The system's package that brought what lies at a path; of several (a file of two architectures), the first.
   *
   * @param path where it lies: no link on the way
   * @returns package URL; undefined also for a folder of several packages
   */
  ownerOf(path: string): string | undefined;
  /** Whether a package of a language brought what lies at a path, as far as that can be told by its place. */
  isOfLanguage(path: string): boolean;
  /** Whether any list of a package manager's of the system could be read; if not, nothing is known of any file. */
  readonly known: boolean;
  /** Lists that could not be read. */
  readonly gaps: readonly Gap[];
}

/** How each package manager of a system writes down whose files are whose. */
const READERS: readonly ListReader[] = [
  dpkgLists,
  statusDirectoryLists,
  chiselLists,
  apkLists,
  rpmLists,
  pacmanLists,
  portageLists,
  ownFolders,
];

/**
 * Reads whose files are whose, by what the package managers of the system have written down.
 *
 * @param packages all of the inventory's
 */
export async function owners(tree: ImageTree, packages: readonly Package[]): Promise<Owners> {
  const places = new RealFolders(tree);
  const claims = new Claims(places);
  const files = boundedFiles(tree, places, { bytes: LIMITS.listBytes, name: "listBytes" });
  const log = new GapLog();
  const recorded = packages.filter(isOfSystem).flatMap(recordsOf);
  for (const reader of READERS) {
    const its = recorded.filter((one) => reader.reads(one));
    await reader.read(its, { files, claims, problems: new ListProblems(reader.name, log) });
  }
  for (const gap of unlistedGaps(recorded)) log.add(gap);
  if (claims.dropped > 0) log.add(limitGap());
  const ofLanguages = await languageFiles(files, packages);
  return {
    isOfLanguage: (path) => ofLanguages.has(path),
    ownerOf: (path) =>
      claims.isShared(path) && tree.entry(path)?.kind === "directory" ? undefined : claims.ownerOf(path),
    known: claims.size > 0,
    gaps: log.gaps(),
  };
}

function isOfSystem({ type, evidence }: Package): boolean {
  return PACKAGE_TYPES[type] === "os" && evidence === undefined;
}

function recordsOf(found: Package): RecordedPackage[] {
  return found.locations.map(({ path }) => ({ found, path }));
}

/** Databases that say which packages there are, and not which files are theirs. */
function unlistedGaps(recorded: readonly RecordedPackage[]): Gap[] {
  const paths = recorded.flatMap((one) => (READERS.some((reader) => reader.reads(one)) ? [] : [one.path]));
  const reason =
    "It does not say which files its packages brought, so what they brought may seem to be nobody's.";
  return [...new Set(paths)].map((path) => ({
    code: "files.no-list",
    by: "owners",
    path,
    reason,
    affects: ["files"],
  }));
}

function limitGap(): Gap {
  const reason = `Its packages say of more than ${LIMITS.ownedPaths} paths that they are theirs; the rest was not read.`;
  return { code: "files.limit", by: "owners", reason, affects: ["files"] };
}
