import type { FileCataloger, ParsedFile, Problem } from "../../catalogers/cataloger.ts";
import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import { messageOf } from "../../model/error.ts";
import type { FileFindings } from "../../model/file-facts.ts";
import { MeteredContent, TOO_LONG } from "./metered-content.ts";

/** A file that catalogers look at, wherever it comes by. */
export interface InspectedFile {
  /** Absolute in the image. */
  readonly path: string;
  /** Permission bits: 0o7777 at most. */
  readonly mode: number;
  readonly content: Content;
}

/**
 * Runs catalogers over one file, each within its limits.
 *
 * @param now milliseconds, from whenever
 * @returns an entry for each that found something or met a problem
 * @throws only what reading the content throws
 */
export async function findingsIn(
  file: InspectedFile,
  catalogers: readonly FileCataloger[],
  now: () => number,
): Promise<FileFindings[]> {
  const deadline = now() + LIMITS.inspectMs;
  const isLate = (): boolean => now() > deadline;
  const findings: FileFindings[] = [];
  for (const cataloger of catalogers) {
    const { packages, problems } = isLate() ? nothing(TOO_LONG) : await run(cataloger, file, isLate);
    if (packages.length > 0 || problems.length > 0)
      findings.push({ by: cataloger.name, ...bounded({ packages, problems }) });
  }
  return findings;
}

/** A cataloger that fails has found nothing, and a problem that says so. */
async function run(
  cataloger: FileCataloger,
  { path, mode, content }: InspectedFile,
  isLate: () => boolean,
): Promise<ParsedFile> {
  const isRecord = "parse" in cataloger;
  if (isRecord && content.size > LIMITS.recordBytes)
    return nothing(`It has ${content.size} bytes, more than ${LIMITS.recordBytes} (limit recordBytes).`);
  const metered = new MeteredContent(content, isLate);
  let found: ParsedFile;
  try {
    found = isRecord
      ? cataloger.parse({ path, bytes: await metered.read(0, content.size) })
      : await cataloger.inspect({ path, mode, content: metered });
  } catch (cause) {
    const reason = `Its parser failed: ${messageOf(cause)}`;
    found = { packages: [], problems: [{ code: "unreadable", reason }] };
  }
  if (metered.failure !== undefined) throw metered.failure.cause;
  // Also where the cataloger took it for the end of the file.
  if (metered.overspent === undefined) return found;
  return { packages: found.packages, problems: [...found.problems, limit(metered.overspent)] };
}

/** What one file may yield: its findings are kept for the whole of the run, and longer. */
function bounded({ packages, problems }: ParsedFile): ParsedFile {
  const told = problems
    .slice(0, LIMITS.fileProblems)
    .map(({ code, reason }) => ({ code, reason: clipped(reason) }));
  const more = problems.length - told.length;
  if (more > 0) told.push({ code: "limit", reason: `It has ${more} more problems (limit fileProblems).` });
  if (packages.length <= LIMITS.filePackages) return { packages, problems: told };
  return {
    packages: packages.slice(0, LIMITS.filePackages),
    problems: [
      ...told,
      limit(`It has ${packages.length} packages, more than ${LIMITS.filePackages} (limit filePackages).`),
    ],
  };
}

function clipped(text: string): string {
  return text.length <= LIMITS.reasonChars ? text : `${text.slice(0, LIMITS.reasonChars)}…`;
}

function nothing(reason: string): ParsedFile {
  return { packages: [], problems: [limit(reason)] };
}

function limit(reason: string): Problem {
  return { code: "limit", reason };
}
