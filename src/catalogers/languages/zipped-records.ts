import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import type { FoundPackage } from "../../model/file-facts.ts";
import { decodeUtf8, quoted } from "../../text.ts";
import { listZip } from "../../zip/list-zip.ts";
import { readEntry } from "../../zip/read-entry.ts";
import type { ParsedFile } from "../cataloger.ts";
import { ProblemLog } from "../problem-log.ts";

/**
 * Packages that lie in a zip just as others lie in folders, each with its record. What of a record cannot be read is handed on
 * empty, so that the package is told by its place at least, and the problem with it.
 *
 * @param isRecord whether a member is a record, by its name in the zip
 * @param parse what a record says; the name is decoded
 */
export async function zippedPackages(
  content: Content,
  isRecord: (name: string) => boolean,
  parse: (name: string, bytes: Uint8Array) => ParsedFile,
): Promise<ParsedFile> {
  const log = new ProblemLog();
  const packages: FoundPackage[] = [];
  const listing = await listZip(content, isRecord);
  if (listing?.problem !== undefined) log.add(listing.problem.code, listing.problem.reason);
  for (const entry of listing?.entries ?? []) {
    if (packages.length >= LIMITS.filePackages) {
      log.add("limit", `more than ${LIMITS.filePackages} packages; the rest was not read.`);
      break;
    }
    const within = decodeUtf8(entry.name).text;
    const member = await readEntry(content, entry, LIMITS.recordBytes);
    if (member.problem !== undefined)
      log.add(member.problem.code, `${quoted(within)}: ${member.problem.reason}`);
    const found = parse(within, member.bytes);
    packages.push(...found.packages.map((one) => ({ ...one, within })));
    for (const { code, reason } of found.problems) log.add(code, `${quoted(within)}: ${reason}`);
  }
  return { packages, problems: log.problems() };
}
