import type { Package } from "../../model/inventory.ts";
import type { ReadableFiles } from "./bounded-files.ts";
import type { Claims } from "./claims.ts";
import type { ListProblems } from "./list-problems.ts";

/** Reads what one package manager has written down about whose files are whose. */
export interface ListReader {
  /** The `by` of its gaps. */
  readonly name: string;
  /** Whether it knows the lists of packages that are recorded there. */
  reads(recorded: RecordedPackage): boolean;
  /** @param packages all that it says it reads, in the inventory's order */
  read(packages: readonly RecordedPackage[], context: ListContext): Promise<void>;
}

export interface RecordedPackage {
  readonly found: Package;
  /** The database, or the file of it, that the package is recorded in. */
  readonly path: string;
}

export interface ListContext {
  readonly files: ReadableFiles;
  readonly claims: Claims;
  readonly problems: ListProblems;
}

/** Packages by the file in which they are recorded. */
export function byRecord(packages: readonly RecordedPackage[]): Map<string, Package[]> {
  const records = new Map<string, Package[]>();
  for (const { found, path } of packages) {
    const known = records.get(path);
    if (known === undefined) records.set(path, [found]);
    else known.push(found);
  }
  return records;
}

/** A database in which packages were found a moment ago. @returns undefined where it cannot be read, which is told */
export async function readDatabase(
  path: string,
  { files, problems }: ListContext,
): Promise<Uint8Array | undefined> {
  const answer = await files.readFile(path);
  if (answer.kind === "file") return answer.bytes;
  problems.add("unreadable", path, answer.kind === "absent" ? "It is not there." : answer.reason);
  return undefined;
}
