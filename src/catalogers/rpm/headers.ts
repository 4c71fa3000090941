import { LIMITS } from "../../limits.ts";
import type { DatabaseContent } from "../cataloger.ts";
import type { ProblemLog } from "../problem-log.ts";
import { berkeleyHeaders, isBerkeleyDatabase } from "./berkeley-db.ts";
import { RpmHeader } from "./header.ts";
import { isNdb, ndbHeaders } from "./ndb.ts";
import { isSqlite, sqliteHeaders } from "./sqlite/index.ts";

/**
 * The headers of the packages that a database of rpm records, one by one: a database has tens of MB, and each header is
 * needed once. What the database is, its first bytes say and not its name.
 *
 * @param log gets what could not be read; whatever can is read all the same
 * @returns headers of which each is there only until the next one is asked for: large ones share their memory
 */
export function* rpmHeaders(database: DatabaseContent, log: ProblemLog): Generator<RpmHeader> {
  let count = 0;
  for (const blob of headerBlobs(database, log)) {
    if (count === LIMITS.packages) {
      log.add("limit", `It has more than ${LIMITS.packages} packages; the rest was not read.`);
      return;
    }
    count += 1;
    const header = RpmHeader.parse(blob);
    if (header === undefined)
      log.add("malformed", `Of a package ${blob.length} bytes are there, which are no header.`);
    else yield header;
  }
}

function headerBlobs({ bytes, companions = [] }: DatabaseContent, log: ProblemLog): Iterable<Uint8Array> {
  const companion = (end: string): Uint8Array | undefined =>
    companions.find(({ path }) => path.endsWith(end))?.bytes;
  const [wal, journal] = [companion("-wal"), companion("-journal")];
  const isYoung = bytes.length === 0 && (wal?.length ?? 0) > 0;
  if (isSqlite(bytes) || isYoung) return sqliteHeaders({ database: bytes, wal, journal }, log);
  if (isNdb(bytes)) return ndbHeaders(bytes, log);
  if (isBerkeleyDatabase(bytes)) return berkeleyHeaders(bytes, log);
  if (bytes.length === 0) log.add("truncated", "The file is empty, which no database of rpm is.");
  else log.add("unsupported", "The file is a database in none of rpm's formats: Berkeley DB, ndb, SQLite.");
  return [];
}
