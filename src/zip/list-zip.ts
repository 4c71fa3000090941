import type { Content } from "../model/content.ts";
import { readDirectory } from "./central-directory.ts";
import { findDirectory } from "./end.ts";
import type { ZipEntry, ZipProblem } from "./entry.ts";
import { findFirstHeader, scanLocalHeaders } from "./local-headers.ts";

/** The members of a zip that somebody wants. */
export interface ZipListing {
  readonly entries: readonly ZipEntry[];
  /** Why there may be more; what is listed can be read all the same. */
  readonly problem?: ZipProblem;
}

/**
 * Lists the members of a zip by its central directory; where that is damaged or missing, also by the headers in front of the
 * members. A few reads, whatever the size of the zip. A name that occurs twice is listed twice.
 *
 * @param wanted which members, by name (one character per byte)
 * @returns undefined for what is no zip, whole or damaged
 */
export async function listZip(
  content: Content,
  wanted: (name: string) => boolean,
): Promise<ZipListing | undefined> {
  const directory = await findDirectory(content);
  const first = await findFirstHeader(content);
  if (directory === undefined && first === undefined) return undefined;
  if (directory !== undefined && !(first === 0 && (directory.shift > 0 || directory.size === 0))) {
    const read = await readDirectory(content, directory, wanted);
    if (read.problem?.code !== "malformed") return read;
    const known = new Set(read.entries.map(({ offset }) => offset));
    const scanned = await scanLocalHeaders(content, first ?? 0, wanted);
    return { ...read, entries: [...read.entries, ...scanned.filter(({ offset }) => !known.has(offset))] };
  }
  // No directory, or an empty one, or that of another zip, which lies in this one as it is and was not cut off with it.
  const reason = "This is a zip archive without its end: it was cut off, or damaged there.";
  return {
    entries: await scanLocalHeaders(content, first ?? 0, wanted),
    problem: { code: "truncated", reason },
  };
}
