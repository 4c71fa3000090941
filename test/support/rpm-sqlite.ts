import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import type * as Sqlite from "node:sqlite";

// Not imported: Node 20 has no SQLite, and vitest would not find it there.
const sqlite = process.getBuiltinModule("node:sqlite") as typeof Sqlite | undefined;

/** What tests that write SQLite add to their titles; empty where Node can. */
export const sqliteIsAbsent = sqlite === undefined ? "SKIPPED: this Node has no node:sqlite" : "";

export interface RpmSqlite {
  readonly database: Buffer;
  readonly wal: Buffer;
}

export interface RpmSqliteOptions {
  /** SQL before there is a table: `PRAGMA page_size = 512`. */
  readonly first?: string;
  /** SQL after the headers are in. */
  readonly last?: string;
  readonly table?: string;
}

const TABLE = "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)";

/** Writes a database as rpm does, and reads its files while it is open: with a log, that is then not merged yet. */
export function rpmSqlite(headers: readonly Uint8Array[], options: RpmSqliteOptions = {}): RpmSqlite {
  if (sqlite === undefined) throw new Error(sqliteIsAbsent);
  const folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-sqlite-"));
  const file = path.join(folder, "rpmdb.sqlite");
  const database = new sqlite.DatabaseSync(file);
  try {
    database.exec(`${options.first ?? ""}; ${options.table ?? TABLE}`);
    insertHeaders(database, headers);
    database.exec(options.last ?? "");
    return { database: readFileSync(file), wal: read(`${file}-wal`) };
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Reads a database and does not stop, so that nobody can merge its log.
 *
 * @returns what ends that
 */
export function holdDatabase(file: string): () => void {
  if (sqlite === undefined) throw new Error(sqliteIsAbsent);
  const database = new sqlite.DatabaseSync(file);
  database.exec("BEGIN; SELECT count(*) FROM Packages");
  return () => database.close();
}

function insertHeaders(database: Sqlite.DatabaseSync, headers: readonly Uint8Array[]): void {
  if (headers.length === 0) return;
  database.exec("BEGIN");
  const insert = database.prepare("INSERT INTO Packages (blob) VALUES (?)");
  for (const header of headers) insert.run(header);
  database.exec("COMMIT");
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
