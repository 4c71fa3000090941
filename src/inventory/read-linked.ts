import { LIMITS } from "../limits.ts";
import { memoryContent } from "../model/content.ts";
import type { FileFindings } from "../model/file-facts.ts";
import type { ImageFiles } from "../model/image.ts";
import type { Gap } from "../model/inventory.ts";
import { findingsIn } from "./extract/findings.ts";
import type { LinkedRecord } from "./linked-records.ts";

/** What is in a linked record, under the name that makes it one; or why nobody can say. */
export type ReadRecord =
  | { readonly path: string; readonly found: readonly FileFindings[] }
  | { readonly path: string; readonly gap: Gap };

/**
 * Looks into records under the names under which nobody did: each is read once more. Most images have none; one with a store of
 * pnpm has thousands, and what lies beyond a limit stays a gap.
 *
 * @throws only what the image's source throws
 */
export async function* readLinked(
  records: Iterable<LinkedRecord>,
  files: ImageFiles,
): AsyncGenerator<ReadRecord> {
  const all = [...records];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE);
    yield* at < LIMITS.linkedRecords
      ? await Promise.all(some.map((record) => readOne(record, files)))
      : some.map(({ path, what }) => unread(path, `${what} that is called otherwise`));
  }
}

/** Contents that are asked for together are read from a layer in one pass. */
const AT_ONCE = 500;

async function readOne({ path, readers, what }: LinkedRecord, files: ImageFiles): Promise<ReadRecord> {
  const answer = await files.readFile(path);
  if (answer.kind === "absent") return unread(path, `${what} that is not there`);
  if (answer.kind === "unreadable") return unread(path, `${what} that cannot be read (${answer.reason})`);
  const file = { path, mode: 0, content: memoryContent(answer.bytes) };
  return { path, found: await findingsIn(file, readers, () => performance.now()) };
}

function unread(path: string, what: string): ReadRecord {
  const reason = `${what}, so nobody looked for packages in it.`;
  return { path, gap: { code: "packages.linked", by: "files", path, reason, affects: ["packages"] } };
}
