import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VALUE_PROBLEMS } from "../../../src/catalogers/cataloger.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { hashDatabase, ndbDatabase, packageHeader } from "../../support/rpm-databases.ts";
import { rpmSqlite, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";

const seed = 20260902;

const NAMES = Array.from({ length: 150 }, (_, at) => `package${at}`);
/** Small ones, of which several lie on a page, and some of many pages. Each begins with a tag that no other has. */
const HEADERS = NAMES.map((name, at) => {
  const bytes = 200 + (at % 10 === 0 ? at * 60 : 0);
  return packageHeader(name, "1.0", "1", bytes, new Map([[300 + at, { type: "int32", values: [at] }]]));
});

const FORMATS = [
  { format: "Berkeley DB", page: 4096, whole: hashDatabase(HEADERS) },
  { format: "ndb", page: 4096, whole: ndbDatabase(HEADERS) },
  ...(sqliteIsAbsent === ""
    ? [
        {
          format: "SQLite",
          page: 1024,
          whole: rpmSqlite(HEADERS, { first: "PRAGMA page_size = 1024" }).database,
        },
        {
          format: "SQLite, small pages",
          page: 512,
          whole: rpmSqlite(HEADERS, { first: "PRAGMA page_size = 512" }).database,
        },
      ]
    : []),
];

interface Found {
  readonly names: ReadonlySet<string>;
  /** Codes of problems that say that something may be lost. */
  readonly losses: readonly string[];
}

function read(bytes: Uint8Array): Found {
  const { packages, problems } = rpm.parse({ path: "/var/lib/rpm/Packages", bytes });
  for (const { code, reason } of problems) expect([code, reason.endsWith(".")]).toEqual([code, true]);
  const losses = problems.map(({ code }) => code).filter((code) => !VALUE_PROBLEMS.has(code));
  return { names: new Set(packages.map(({ name }) => name)), losses };
}

/** The packages of which nothing lies in a part of a file, by its pages. */
function apartFrom(whole: Buffer, start: number, end: number, page: number): string[] {
  const pages = Array.from({ length: Math.ceil((end - start) / page) }, (_, at) =>
    whole.subarray(start + at * page, start + (at + 1) * page),
  );
  return NAMES.filter((name, index) => {
    const header = HEADERS[index] ?? Buffer.alloc(0);
    const at = whole.indexOf(header);
    // In one piece, with a head and a tail of the format's.
    if (at !== -1) return at + header.length + 28 < start || at - 16 >= end;
    return !pages.some((each) => holds(each, name, header));
  });
}

/** A header begins with what no other has, has its name all over, and its last bytes may be alone behind a page's head. */
function holds(page: Buffer, name: string, header: Buffer): boolean {
  if (page.includes(`${name}-`) || page.includes(`<${name}>`) || page.includes(header.subarray(0, 12)))
    return true;
  return [0, 4, 26].some((head) =>
    Array.from({ length: 60 }, (_, at) => at + 1).some((length) =>
      page.subarray(head, head + length).equals(header.subarray(-length)),
    ),
  );
}

describe.each(FORMATS)(`a database that is damaged ${sqliteIsAbsent}: $format`, ({ page, whole }) => {
  it("is whole before", () => {
    expect(read(whole)).toEqual({ names: new Set(NAMES), losses: [] });
  });

  it("keeps all that stands before where it is cut, and says that it is", () => {
    const places = fc.oneof(
      fc.integer({ min: 1, max: whole.length - 1 }),
      fc.integer({ min: 1, max: Math.floor(whole.length / page) - 1 }).map((at) => at * page),
    );
    fc.assert(
      fc.property(places, (length) => {
        const { names, losses } = read(whole.subarray(0, length));
        expect(losses).not.toEqual([]);
        // Without its head, nothing of a file can be understood.
        const expected = length < page ? [] : apartFrom(whole, length - (length % page), whole.length, page);
        expect(expected.filter((name) => !names.has(name))).toEqual([]);
      }),
      { seed, numRuns: 150 },
    );
  });

  it("keeps all that stands apart from a page that is overwritten, and says what is lost", () => {
    const first = whole.subarray(0, 4).toString() === "RpmP" ? 1 : 2;
    const places = fc.tuple(
      fc.integer({ min: first, max: Math.floor(whole.length / page) - 1 }),
      fc.constantFrom(0, 0xff, 0x0d),
    );
    fc.assert(
      fc.property(places, ([at, filling]) => {
        const bytes = Buffer.from(whole).fill(filling, at * page, (at + 1) * page);
        const lost = whole.subarray(at * page, (at + 1) * page);
        const { names, losses } = read(bytes);
        const bucket = isBucket(lost) ? at - 1 : undefined;
        const expected =
          bucket === undefined
            ? apartFrom(whole, at * page, (at + 1) * page, page)
            : NAMES.filter((_, index) => Math.floor(index / 64) !== bucket);
        expect(expected.filter((name) => !names.has(name))).toEqual([]);
        if (names.size < NAMES.length) expect(losses).not.toEqual([]);
      }),
      { seed, numRuns: 150 },
    );
  });

  it("is read to its end in time whatever bytes are flipped, and never throws", () => {
    const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 30,
    });
    // Where numbers stand: in heads, slots and tables of offsets.
    const heads = fc.array(fc.tuple(fc.nat(Math.floor(whole.length / page) - 1), fc.nat(64), fc.nat(255)), {
      maxLength: 30,
    });
    const start = performance.now();
    fc.assert(
      fc.property(flips, heads, (bytes, numbers) => {
        const damaged = Buffer.from(whole);
        for (const [at, mask] of bytes) damaged.writeUInt8(damaged.readUInt8(at) ^ mask, at);
        for (const [at, offset, value] of numbers) damaged.writeUInt8(value, at * page + offset);
        read(damaged);
      }),
      { seed, numRuns: 300 },
    );
    expect((performance.now() - start) / 300).toBeLessThan(100);
  });
});

/** A page of Berkeley DB's that says where values lie, and has none. */
function isBucket(page: Uint8Array): boolean {
  return page[25] === 13 && page[0] === 0 && page[8] !== 0;
}
