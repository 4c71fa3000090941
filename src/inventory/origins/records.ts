import type { Cataloger, ParsedPackage } from "../../catalogers/cataloger.ts";
import { LIMITS } from "../../limits.ts";
import type { FileContent } from "../../model/image.ts";
import { parseDatabase } from "../databases.ts";

/** The parts of a database that an empty line ends each. */
export interface Records {
  readonly all: readonly Part[];
  /** By how they begin, which nearly always tells them apart; where not, the last one. */
  readonly byHead: ReadonlyMap<string, Part>;
}

interface Part {
  readonly bytes: Uint8Array;
  /** Of the packages in it. */
  readonly keys: readonly string[];
}

/**
 * Parses a database part by part, and of these only the ones that another state of it did not have: an installation
 * changes a few of hundreds. Parts say nothing of each other, so whatever is odd is left to a parse of the whole.
 *
 * @param known what the other state had
 * @returns undefined where the whole has to be parsed
 */
export function parseRecords(
  cataloger: Cataloger,
  { path, bytes }: FileContent,
  known: Records | undefined,
  keyOf: (found: ParsedPackage) => string,
): Records | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (cataloger.hasBlankLines !== true || !file.subarray(-END.length).equals(END)) return undefined;
  const all: Part[] = [];
  const byHead = new Map<string, Part>();
  for (let start = 0, end = 0; start < file.length; start = end) {
    end = file.indexOf(END, start) + END.length;
    const part = file.subarray(start, end);
    const head = part.toString("latin1", 0, HEAD_BYTES);
    let found = known?.byHead.get(head);
    if (found === undefined || !part.equals(found.bytes)) {
      const { packages, problems } = parseDatabase(cataloger, { path, bytes: part });
      if (problems.length > 0 || all.length === LIMITS.packages) return undefined;
      // A copy, since a part of the file would keep all of it in memory.
      found = { bytes: Buffer.from(part), keys: packages.map(keyOf) };
    }
    all.push(found);
    byHead.set(head, found);
  }
  return { all, byHead };
}

const END = Buffer.from("\n\n");

/** Where a package's name stands. */
const HEAD_BYTES = 48;
