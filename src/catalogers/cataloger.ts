import type { FileContent } from "../model/image.ts";
import type { Package, PackageType } from "../model/inventory.ts";

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
  /** True where an empty line ends whatever stands before it, so that what lies between two can be parsed on its own. */
  readonly hasBlankLines?: boolean;
  parse(file: FileContent): ParsedDatabase;
}

export interface ParsedDatabase {
  readonly packages: readonly ParsedPackage[];
  /** What could not be understood; what stands before and after it is kept. */
  readonly problems: readonly Problem[];
}

/** A package as its database has it; purl and location are the runner's. */
export type ParsedPackage = Omit<Package, "purl" | "locations" | "type">;

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
