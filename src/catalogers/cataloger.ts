import type { Content } from "../model/content.ts";
import type { FoundPackage } from "../model/file-facts.ts";
import type { FileContent } from "../model/image.ts";
import type { Package } from "../model/inventory.ts";
import type { PackageType } from "../model/package-types.ts";

/**
 * One package database format. A cataloger is data and one pure function: it says where its database lies and
 * parses bytes. Reading, limits, provenance, purls and turning a throw into a gap belong to the runner
 * (`src/inventory`).
 */
export interface Cataloger {
  /** `dpkg`, `apk`: the `by` of its gaps. */
  readonly name: string;
  readonly type: PackageType;
  /** Absolute paths of database files; each that exists is parsed. */
  readonly files: readonly string[];
  /** Absolute paths of directories; each regular file in them that `accepts` is parsed. */
  readonly directories: readonly string[];
  accepts?(fileName: string): boolean;
  /**
   * Files without which one of `files` cannot be understood: a log of what is not in it yet, a database that stands in its
   * place. Asked for only where that one is there.
   *
   * @param path one of `files`
   * @returns absolute paths
   */
  companions?(path: string): readonly string[];
  /** True where an empty line ends whatever stands before it, so that what lies between two can be parsed on its own. */
  readonly hasBlankLines?: boolean;
  parse(file: DatabaseContent): ParsedDatabase;
}

export interface DatabaseContent extends FileContent {
  /** Those of its companions that are there, by the paths that were asked for; left out where there are none. */
  readonly companions?: readonly FileContent[];
}

export interface ParsedDatabase {
  readonly packages: readonly ParsedPackage[];
  /** What could not be understood; what stands before and after it is kept. */
  readonly problems: readonly Problem[];
}

/** A package as its database has it; purl and location are the runner's. */
export type ParsedPackage = Omit<Package, "purl" | "locations" | "type">;

/**
 * Packages recorded in files that may lie anywhere in an image: a Python package's METADATA, a jar, a program. As every
 * cataloger, it is data and one pure function; it sees one file at a time, and each while the image is read for the first
 * (and mostly the only) time. It may not throw on what an image can hold; where it does, the runner makes a gap of it.
 */
export type FileCataloger = RecordCataloger | ContentCataloger;

interface AnyFileCataloger {
  /** `python`, `java`: the `by` of its gaps. */
  readonly name: string;
  /**
   * Which files, by their paths without the leading slash; any depth is written as a leading `**` and a slash, and case does not
   * matter. Of the usual grammar only `*`, `**`, `?` and `{a,b}` are there.
   */
  readonly globs: readonly string[];
  /** Where such files are, together, a package database of the system: a folder with files for each package. */
  readonly database?: { readonly type: PackageType; readonly directory: string };
  /** With what the content must begin, one of these; left out: with anything. */
  readonly magics?: readonly Uint8Array[];
}

/** One whose files are small enough to be had whole (LIMITS.recordBytes): larger ones are a gap. */
export interface RecordCataloger extends AnyFileCataloger {
  /** Links are not followed: `path` is where the file itself lies, absolute. */
  parse(file: FileContent): ParsedFile;
}

/** One that looks for itself what it needs of a file of any size. */
export interface ContentCataloger extends AnyFileCataloger {
  inspect(file: ContentFile): Promise<ParsedFile>;
}

export interface ContentFile {
  /** Absolute in the image. */
  readonly path: string;
  /** Permission bits: 0o7777 at most. */
  readonly mode: number;
  readonly content: Content;
}

export interface ParsedFile {
  readonly packages: readonly FoundPackage[];
  /** What could not be understood; what could is kept all the same. */
  readonly problems: readonly Problem[];
}

/** What a file gives that is no package, whatever its name: no problem either. */
export const NOTHING: ParsedFile = { packages: [], problems: [] };

export interface Problem {
  /** `truncated`, `malformed`, `bad-version`, …: becomes the gap `packages.<code>`. */
  readonly code: string;
  /** A sentence, with the line where it helps. */
  readonly reason: string;
}

/** Codes of problems with a value of a package that is there all the same; behind any other, one may have got lost. */
export const VALUE_PROBLEMS: ReadonlySet<string> = new Set([
  "bad-name",
  "bad-status",
  "bad-version",
  "encoding",
]);
