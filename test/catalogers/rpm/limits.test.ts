import { describe, expect, it, vi } from "vitest";
import type * as Limits from "../../../src/limits.ts";
import type { ParsedDatabase } from "../../../src/catalogers/cataloger.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import {
  hashDatabase,
  ndbDatabase,
  packageHeader,
  rpmHeader,
  type RpmValue,
  text,
} from "../../support/rpm-databases.ts";
import { rpmSqlite, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";

vi.mock("../../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, packages: 20, rpmTextBytes: 1000, rpmTextChars: 5000, rpmListEntries: 100 } };
});

function read(bytes: Uint8Array, wal?: Uint8Array): { readonly count: number; readonly codes: string[] } {
  const companions = wal === undefined ? [] : [{ path: "/var/lib/rpm/rpmdb.sqlite-wal", bytes: wal }];
  const parsed: ParsedDatabase = rpm.parse({ path: "/var/lib/rpm/Packages", bytes, companions });
  return { count: parsed.packages.length, codes: parsed.problems.map(({ code }) => code) };
}

const headers = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => packageHeader(`p${at}`));

function headerOf(name: string, tag: number, value: RpmValue): Buffer {
  const tags = [TAG.NAME, TAG.VERSION, TAG.RELEASE].map((each) => [each, text(name)] as const);
  return rpmHeader(new Map<number, RpmValue>([...tags, [tag, value]]));
}

const FORMATS = [
  { format: "Berkeley DB", write: hashDatabase },
  { format: "ndb", write: ndbDatabase },
  ...(sqliteIsAbsent === ""
    ? [{ format: "SQLite", write: (all: readonly Uint8Array[]): Buffer => rpmSqlite(all).database }]
    : []),
];

describe.each(FORMATS)(`a database that is larger than any ${sqliteIsAbsent}: $format`, ({ write }) => {
  it("is read up to as many packages as an image has, and that is told", () => {
    expect(read(write(headers(20)))).toEqual({ count: 20, codes: [] });
    expect(read(write(headers(30)))).toEqual({ count: 20, codes: ["limit"] });
  });

  it("is read up to as many characters of texts", () => {
    const long = Array.from({ length: 10 }, (_, at) => headerOf(`p${at}`, TAG.VENDOR, text("v".repeat(990))));
    expect(read(write(long))).toEqual({ count: 5, codes: ["limit"] });
  });

  it.each([
    ["text", TAG.VENDOR, text("v".repeat(1001))],
    ["list", TAG.OPENPGP, { type: "texts", values: Array.from({ length: 101 }, () => "") }],
  ] as const)("has no %s that is longer than any", (_what, tag, value) => {
    expect(read(write([headerOf("p", tag, value)]))).toEqual({ count: 1, codes: ["malformed"] });
  });
});

describe.skipIf(sqliteIsAbsent !== "")(
  `a database of SQLite's that lies about itself ${sqliteIsAbsent}`,
  () => {
    it("does not get one row read as often as a page has room for its place", () => {
      const { database } = rpmSqlite([packageHeader("p", "1", "1", 3000)], {
        first: "PRAGMA page_size = 4096",
      });
      const page = Math.floor(database.indexOf("<p>") / 4096) * 4096;
      const row = database.readUInt16BE(page + 8);
      database.writeUInt16BE(15, page + 3);
      for (let at = 0; at < 15; at++) database.writeUInt16BE(row, page + 8 + at * 2);
      expect(read(database)).toEqual({ count: 1, codes: ["malformed"] });
    });

    it("does not get memory for pages that are only said to be there", () => {
      const { database, wal } = rpmSqlite(headers(3), { first: "PRAGMA journal_mode = WAL" });
      const { database: told } = rpmSqlite(headers(3));
      told.writeUInt32BE(0xffff_ffff, 28);
      expect(read(told)).toEqual({ count: 3, codes: ["truncated"] });
      expect(read(database, wal)).toEqual({ count: 3, codes: [] });
    });
  },
);
