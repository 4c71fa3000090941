import { describe, expect, it } from "vitest";
import type { DatabaseContent } from "../../../src/catalogers/cataloger.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { packageHeader } from "../../support/rpm-databases.ts";
import { rpmSqlite, type RpmSqlite, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";

const FILE = "/var/lib/rpm/rpmdb.sqlite";

function content({ database, wal }: RpmSqlite, journal?: Uint8Array): DatabaseContent {
  const companions = [{ path: `${FILE}-wal`, bytes: wal }];
  if (journal !== undefined) companions.push({ path: `${FILE}-journal`, bytes: Buffer.from(journal) });
  return { path: FILE, bytes: database, companions };
}

function read(files: RpmSqlite): { readonly names: string[]; readonly codes: string[] } {
  const { packages, problems } = rpm.parse(content(files));
  return { names: packages.map(({ name }) => name), codes: problems.map(({ code }) => code) };
}

/** Of all sizes: some on a page, some on many pages more. */
const NAMES = Array.from({ length: 40 }, (_, at) => `package-${at}`);
const HEADERS = NAMES.map((name, at) => packageHeader(name, "1.0", "1", at * at * 20));

describe.skipIf(sqliteIsAbsent !== "")(`rpm's database in SQLite ${sqliteIsAbsent}`, () => {
  it.each([512, 1024, 4096, 65_536])("is read with pages of %d bytes", (size) => {
    const files = rpmSqlite(HEADERS, { first: `PRAGMA page_size = ${size}` });
    expect(files.database.readUInt16BE(16)).toBe(size % 65_536 || 1);
    expect(read(files)).toEqual({ names: NAMES, codes: [] });
  });

  it.each(["UTF-16le", "UTF-16be"])("is read with a schema in %s", (encoding) => {
    expect(read(rpmSqlite(HEADERS, { first: `PRAGMA encoding = '${encoding}'` }))).toEqual({
      names: NAMES,
      codes: [],
    });
  });

  it("is read with thousands of rows, on a tree of several levels", () => {
    const names = Array.from({ length: 3000 }, (_, at) => `p${at}`);
    const headers = names.map((name) => packageHeader(name));
    const first = "PRAGMA page_size = 512";
    expect(read(rpmSqlite(headers, { first }))).toEqual({ names, codes: [] });
  });

  it("does not bring back what was deleted, from pages that are free now", () => {
    const last = "DELETE FROM Packages WHERE hnum % 3 <> 0";
    const names = NAMES.filter((_, at) => (at + 1) % 3 === 0);
    expect(read(rpmSqlite(HEADERS, { last }))).toEqual({ names, codes: [] });
    expect(read(rpmSqlite(HEADERS, { last: "DELETE FROM Packages" }))).toEqual({ names: [], codes: [] });
  });

  it("is found among other tables, with columns that came later", () => {
    const table =
      "CREATE TABLE a (x); CREATE TABLE \"packages\" (hnum INTEGER PRIMARY KEY, made TEXT DEFAULT 'x', `blob` BLOB)";
    expect(read(rpmSqlite(HEADERS, { table }))).toEqual({ names: NAMES, codes: [] });
  });

  it.each([
    ["no table of packages", "CREATE TABLE other (blob); CREATE TEMP TABLE Packages (blob)"],
    ["a view of that name", "CREATE TABLE p (blob); CREATE VIEW Packages AS SELECT * FROM p"],
    ["a table without row ids", "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB) WITHOUT ROWID"],
    [
      "no column of headers",
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, header BLOB); INSERT INTO Packages (header) VALUES (x'00')",
    ],
  ])("is not taken for empty where it has %s", (_what, table) => {
    expect(read(rpmSqlite([], { table }))).toEqual({ names: [], codes: ["later-format"] });
  });

  it("of a later format of SQLite's is refused", () => {
    const files = rpmSqlite(HEADERS);
    files.database.writeUInt8(3, 19);
    expect(read(files)).toEqual({ names: [], codes: ["later-format"] });
  });
});

const WAL = "PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0";

describe.skipIf(sqliteIsAbsent !== "")(`its write-ahead log ${sqliteIsAbsent}`, () => {
  it("is laid over the database, also where all of it is in there", () => {
    const files = rpmSqlite(HEADERS, { first: WAL });
    expect(files.database.length).toBeLessThan(files.wal.length / 2);
    expect(read(files)).toEqual({ names: NAMES, codes: [] });
  });

  it("may take packages away as well", () => {
    const last = "DELETE FROM Packages WHERE hnum > 3";
    expect(read(rpmSqlite(HEADERS, { first: WAL, last }))).toEqual({ names: NAMES.slice(0, 3), codes: [] });
  });

  it("counts up to its last finished transaction, behind what was merged before", () => {
    const last = `
      PRAGMA wal_checkpoint(RESTART);
      UPDATE Packages SET hnum = hnum + 1000 WHERE hnum = 1;
      BEGIN; DELETE FROM Packages;`;
    const files = rpmSqlite(HEADERS, { first: `${WAL}; PRAGMA cache_size = 2`, last });
    expect(read(files)).toEqual({ names: [...NAMES.slice(1), "package-0"], codes: [] });
  });

  it("that is empty says nothing, and one that is something else hides nothing", () => {
    const files = rpmSqlite(HEADERS);
    expect(read({ ...files, wal: Buffer.alloc(0) })).toEqual({ names: NAMES, codes: [] });
    expect(read({ ...files, wal: Buffer.alloc(4096) })).toEqual({ names: NAMES, codes: ["malformed"] });
    const logged = rpmSqlite(HEADERS, { first: WAL });
    logged.wal.writeUInt32BE(3_008_000, 4);
    expect(read(logged).codes).toContain("later-format");
  });

  it("that is damaged is told, and what stands before the damage counts", () => {
    const last = "INSERT INTO Packages (blob) SELECT blob FROM Packages WHERE hnum = 1";
    const files = rpmSqlite(HEADERS, { first: WAL, last });
    const frame = 24 + 1024;
    files.wal.writeUInt8((files.wal.at(-1) ?? 0) ^ 0xff, files.wal.length - 1);
    expect(read(files)).toEqual({ names: NAMES, codes: ["truncated"] });
    // Without the frame that finishes it, a transaction never was; the one before is whole.
    expect(read({ ...files, wal: files.wal.subarray(0, -frame) })).toEqual({ names: NAMES, codes: [] });
    files.wal.writeUInt8(1, 28);
    expect(read(files).codes).toContain("malformed");
  });

  it("of another size of pages than the database's is refused", () => {
    const small = rpmSqlite(HEADERS, { first: "PRAGMA page_size = 512" });
    const { wal } = rpmSqlite(HEADERS, {
      first: WAL,
      last: "PRAGMA wal_checkpoint(RESTART); DELETE FROM Packages",
    });
    expect(read({ database: small.database, wal }).codes).toContain("malformed");
  });
});

describe.skipIf(sqliteIsAbsent !== "")(`the journal beside it ${sqliteIsAbsent}`, () => {
  it("of a transaction that was broken off is told, and one that was finished is not", () => {
    const files = rpmSqlite(HEADERS);
    const hot = rpm.parse(content(files, Buffer.from("d9d505f920a163d7", "hex")));
    expect(hot.problems.map(({ code }) => code)).toEqual(["unsupported"]);
    expect(hot.packages).toHaveLength(NAMES.length);
    expect(rpm.parse(content(files, Buffer.alloc(512))).problems).toEqual([]);
  });
});
