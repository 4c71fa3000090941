import type { ProblemLog } from "../../problem-log.ts";
import { RpmHeader } from "../header.ts";
import { TAG } from "../tags.ts";
import { openPages } from "./pages.ts";
import { valuesOf } from "./record.ts";
import { findTable } from "./schema.ts";
import { lostRows } from "./salvage.ts";
import { newReading, tableRows } from "./table.ts";
import { readWriteAheadLog } from "./wal.ts";

export interface SqliteFiles {
  readonly database: Uint8Array;
  /** `-wal`: what was written, and is not in the database yet. */
  readonly wal?: Uint8Array | undefined;
  /** `-journal`: what the database was before a transaction that was broken off. */
  readonly journal?: Uint8Array | undefined;
}

/**
 * The headers in a database of SQLite as rpm has them since 4.16, `rpmdb.sqlite` (lib/backend/sqlite.cc): the column "blob"
 * of the table "Packages". No SQL is run, so nothing that somebody has put into the schema is.
 */
export function* sqliteHeaders(files: SqliteFiles, log: ProblemLog): Generator<Uint8Array> {
  // A journal that is in use, or was when the writer died, does not begin with a zero; SQLite would undo what stands in it.
  if ((files.journal?.[0] ?? 0) !== 0)
    log.add(
      "unsupported",
      "Beside it lies the journal of a transaction that was broken off; it was not rolled back.",
    );
  const wal = files.wal === undefined ? undefined : readWriteAheadLog(files.wal, log);
  const problemsBefore = log.problems().length;
  const pages = openPages(files.database, wal, log);
  if (pages === undefined) return;
  const reading = newReading(pages);
  const table = findTable("packages", pages, log);
  const column = table?.columns.indexOf("blob") ?? BLOB_COLUMN;
  if (column === -1) {
    log.add("later-format", 'Its table of packages has no column "blob".');
    return;
  }
  if (table !== undefined)
    for (const row of tableRows(table.root, reading, log)) {
      const value = valuesOf(row)[column];
      if (value instanceof Uint8Array) yield value;
      else log.add("malformed", "A row of the table of packages holds no header.");
    }
  if (log.problems().length === problemsBefore) return;
  for (const row of lostRows(reading)) {
    const value = valuesOf(row)[column];
    if (value instanceof Uint8Array && RpmHeader.parse(value)?.has(TAG.NAME) === true) yield value;
  }
}

/** Where it is by rpm's own definition, for a database whose definitions are lost. */
const BLOB_COLUMN = 1;

export function isSqlite(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

const MAGIC = "SQLite format 3\0";
