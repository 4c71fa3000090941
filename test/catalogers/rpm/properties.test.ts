import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNames, installedFileNames } from "../../../src/catalogers/rpm/file-names.ts";
import { RpmHeader } from "../../../src/catalogers/rpm/header.ts";
import { rpmManifest } from "../../../src/catalogers/rpm/manifest.ts";
import { packageOf } from "../../../src/catalogers/rpm/package.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { signingKeys } from "../../../src/catalogers/rpm/signature.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import { ProblemLog } from "../../../src/catalogers/problem-log.ts";
import { hashDatabase, ndbDatabase, packageHeader, rpmHeader } from "../../support/rpm-databases.ts";
import { rpmSqlite, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";

const seed = 20260903;

const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1000_0000),
  fc.nat(0xffff),
);

/** A header whose index says anything about its data. */
const header = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...Object.values(TAG)), fc.nat(12), number, number), { maxLength: 30 }),
    fc.uint8Array({ maxLength: 200 }),
  )
  .map(([entries, data]) => {
    const index = Buffer.alloc(8 + entries.length * 16);
    index.writeUInt32BE(entries.length);
    index.writeUInt32BE(data.length, 4);
    for (const [at, entry] of entries.entries())
      for (const [place, value] of entry.entries()) index.writeUInt32BE(value, 8 + at * 16 + place * 4);
    return Buffer.concat([index, data]);
  });

describe("a header", () => {
  it("of any index and any data is read, or it is said why not", () => {
    fc.assert(
      fc.property(header, (blob) => {
        const log = new ProblemLog();
        const parsed = RpmHeader.parse(blob);
        const found = parsed === undefined ? undefined : packageOf(parsed, log);
        if (parsed !== undefined && found === undefined) expect(log.problems()).not.toEqual([]);
        for (const names of parsed === undefined ? [] : [fileNames(parsed), installedFileNames(parsed)])
          for (const name of names) expect(typeof name).toBe("string");
        for (const { reason } of log.problems()) expect(reason.endsWith(".")).toBe(true);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it("with any bytes for a signature has keys of sixteen digits, or none", () => {
    // Beginnings of signatures' packets, and anything.
    const part = fc.oneof(
      fc.constantFrom(
        [0x89, 0, 30],
        [0xc2, 20],
        [4, 0, 1, 8, 0, 10],
        [3, 5, 0],
        [9, 16],
        [22, 33, 4],
        [255, 255],
      ),
      fc.array(fc.nat(255), { maxLength: 12 }),
    );
    const bytes = fc.array(part, { maxLength: 12 }).map((parts) => Uint8Array.from(parts.flat()));
    fc.assert(
      fc.property(bytes, (values) => {
        const parsed = RpmHeader.parse(rpmHeader(new Map([[TAG.RSAHEADER, { type: "binary", values }]])));
        for (const key of parsed === undefined ? [] : signingKeys(parsed))
          expect(key).toMatch(/^[0-9a-f]{16}$/);
      }),
      { seed, numRuns: 1000 },
    );
  });
});

describe("a database", () => {
  const HEADERS = [packageHeader("first"), packageHeader("second", "1", "1", 3000)];
  const beginnings = [
    hashDatabase(HEADERS),
    ndbDatabase(HEADERS),
    ...(sqliteIsAbsent === "" ? [rpmSqlite(HEADERS).database] : []),
  ];

  it(`of any bytes behind the beginning of one is read, or it is said why not ${sqliteIsAbsent}`, () => {
    const hostile = fc
      .tuple(fc.constantFrom(...beginnings), fc.nat(600), fc.uint8Array({ maxLength: 9000 }))
      .map(([whole, length, bytes]) => Buffer.concat([whole.subarray(0, length), bytes]));
    fc.assert(
      fc.property(fc.oneof(hostile, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
        const { packages, problems } = rpm.parse({ path: "/db", bytes });
        if (packages.length < HEADERS.length) expect(problems).not.toEqual([]);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it.skipIf(sqliteIsAbsent !== "")(`with any log beside it is read ${sqliteIsAbsent}`, () => {
    const { database, wal } = rpmSqlite(HEADERS, { first: "PRAGMA journal_mode = WAL" });
    const flips = fc.array(fc.tuple(fc.nat(wal.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(flips, fc.nat(wal.length), (bytes, length) => {
        const log = Buffer.from(wal);
        for (const [at, value] of bytes) log.writeUInt8(value, at);
        const companions = [{ path: "/rpmdb.sqlite-wal", bytes: log.subarray(0, length) }];
        const { packages, problems } = rpm.parse({ path: "/rpmdb.sqlite", bytes: database, companions });
        for (const { name } of packages) expect(["first", "second"]).toContain(name);
        for (const { reason } of problems) expect(reason.endsWith(".")).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });
});

it("a manifest of any lines is read, and what stands before the damage is kept", () => {
  const line = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom("", "\t\t\t\t\t\t\t\t\t", "a-b-c"),
  );
  const intact = "bash\t1-2\t1\t1\tX\t(none)\t1\tx86_64\t0\tbash-1-2.src.rpm\n";
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      for (const name of ["container-manifest-2", "container-manifest-1"]) {
        const first = name.endsWith("2") ? intact : "bash-1-2.x86_64\n";
        const { packages } = rpmManifest.parse({
          path: `/${name}`,
          bytes: Buffer.from(first + lines.join("\n")),
        });
        expect(packages[0]).toMatchObject({ name: "bash", version: "1-2", arch: "x86_64" });
      }
    }),
    { seed, numRuns: 300 },
  );
});
