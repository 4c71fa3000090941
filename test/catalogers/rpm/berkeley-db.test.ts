import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { berkeleyHeaders } from "../../../src/catalogers/rpm/berkeley-db.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { ProblemLog } from "../../../src/catalogers/problem-log.ts";
import { requireManager } from "../../support/managers.ts";
import { hashDatabase, packageHeader } from "../../support/rpm-databases.ts";

const loadIsAbsent = requireManager("db5.3_load");
const rpmIsAbsent = requireManager("db5.3_load", "rpm");

/** From headers that fit on any page to some of more bytes than the largest. */
const HEADERS = Array.from({ length: 60 }, (_, at) => packageHeader(`p${at}`, "1.0", "1", at * at * 30));

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-bdb-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Has Berkeley DB write a database, by the input of its db_load. */
function load(name: string, values: readonly Uint8Array[], ...options: string[]): Buffer {
  const pairs = [Buffer.alloc(4), ...values].map((value, at) => {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(at);
    // Under 0 lies the number of the next package.
    return ` ${key.toString("hex")}\n ${Buffer.from(value).toString("hex")}\n`;
  });
  const head = ["VERSION=3", "format=bytevalue", "type=hash", ...options, "HEADER=END", ""].join("\n");
  const file = path.join(folder, name);
  execFileSync("db5.3_load", [file], { input: `${head}${pairs.join("")}DATA=END\n` });
  return readFileSync(file);
}

function read(bytes: Uint8Array): { readonly headers: string[]; readonly codes: string[] } {
  const log = new ProblemLog();
  const headers = Array.from(berkeleyHeaders(bytes, log), (header) => Buffer.from(header).toString("hex"));
  return { headers: headers.toSorted(), codes: log.problems().map(({ code }) => code) };
}

const WRITTEN = HEADERS.map((header) => header.toString("hex")).toSorted();

describe.skipIf(loadIsAbsent !== "")(`a hash that Berkeley DB has written ${loadIsAbsent}`, () => {
  it.each([512, 1024, 4096, 8192, 65_536])("gives back what went in, with pages of %d bytes", (size) => {
    const little = load(`little-${size}`, HEADERS, `db_pagesize=${size}`);
    const big = load(`big-${size}`, HEADERS, `db_pagesize=${size}`, "db_lorder=4321");
    expect(little.readUInt32LE(20)).toBe(size);
    expect(big.readUInt32BE(20)).toBe(size);
    expect(read(little)).toEqual({ headers: WRITTEN, codes: [] });
    expect(read(big)).toEqual({ headers: WRITTEN, codes: [] });
  });

  it("is read with a checksum on each page, and by the earlier and the later version's number", () => {
    expect(read(load("sums", HEADERS, "chksum=1"))).toEqual({ headers: WRITTEN, codes: [] });
    const bytes = load("versions", HEADERS);
    expect(bytes.readUInt32LE(16)).toBe(9);
    for (const version of [8, 10]) {
      bytes.writeUInt32LE(version, 16);
      expect(read(bytes)).toEqual({ headers: WRITTEN, codes: [] });
    }
  });

  it("of many small packages is read, with buckets that go on on further pages", () => {
    const small = Array.from({ length: 4000 }, (_, at) => packageHeader(`p${at}`));
    const bytes = load("many", small, "db_pagesize=512", "h_ffactor=40", "h_nelem=10");
    expect(read(bytes)).toEqual({ headers: small.map((each) => each.toString("hex")).toSorted(), codes: [] });
  });

  it("with several values under a key is not taken for whole", () => {
    const file = path.join(folder, "duplicates");
    const pairs = Array.from(
      { length: 3 },
      (_, at) => ` 01000000\n ${packageHeader(`p${at}`).toString("hex")}\n`,
    );
    const head = "VERSION=3\nformat=bytevalue\ntype=hash\nduplicates=1\nHEADER=END\n";
    execFileSync("db5.3_load", [file], { input: `${head}${pairs.join("")}DATA=END\n` });
    expect(read(readFileSync(file)).codes).toContain("malformed");
  });

  it.each(["btree", "recno", "queue"])("is what rpm has; a %s is refused", (type) => {
    const file = path.join(folder, type);
    const options = ["-T", "-t", type, ...(type === "queue" ? ["-c", "re_len=8"] : [])];
    execFileSync("db5.3_load", [...options, file], { input: "a\nb\n" });
    const parsed = rpm.parse({ path: "/var/lib/rpm/Packages", bytes: readFileSync(file) });
    expect(parsed.packages).toEqual([]);
    expect(parsed.problems.map(({ code }) => code)).toEqual(["unsupported"]);
  });
});

describe.skipIf(rpmIsAbsent !== "")(`beside rpm's own reader ${rpmIsAbsent}`, () => {
  it.each([
    ["Berkeley DB's", (): Buffer => load("Packages", HEADERS, "db_pagesize=4096")],
    ["this project's test's", (): Buffer => hashDatabase(HEADERS)],
  ])("the packages of %s hash are the same", (name, write) => {
    const home = path.join(folder, name.replace(/\W/g, ""));
    mkdirSync(home);
    const bytes = write();
    execFileSync("sh", ["-c", 'cat > "$0"', path.join(home, "Packages")], { input: bytes });
    const format = "%{NAME} %{VERSION}-%{RELEASE} %{ARCH} %{SIZE}\n";
    const told = execFileSync(
      "rpm",
      ["--dbpath", home, "-qa", "--nodigest", "--nosignature", "--qf", format],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const { packages, problems } = rpm.parse({ path: "/var/lib/rpm/Packages", bytes });
    const found = packages.map((each) => `${each.name} ${each.version} ${each.arch} ${each.size}`);
    expect(found.toSorted()).toEqual(told.trimEnd().split("\n").toSorted());
    expect(problems).toEqual([]);
  });
});

describe("a hash of Berkeley DB", () => {
  it.each([
    ["of a later version", 11, "later-format"],
    ["of an earlier version", 7, "unsupported"],
  ])("%s is refused", (_what, version, code) => {
    const bytes = hashDatabase(HEADERS);
    bytes.writeUInt32LE(version, 16);
    expect(read(bytes)).toEqual({ headers: [], codes: [code] });
  });

  it("that is encrypted is refused", () => {
    const bytes = hashDatabase(HEADERS);
    bytes.writeUInt8(1, 24);
    expect(read(bytes)).toEqual({ headers: [], codes: ["encrypted"] });
  });

  it.each([0, 100, 4095, 1 << 20])("with pages of %d bytes is refused", (size) => {
    const bytes = hashDatabase(HEADERS);
    bytes.writeUInt32LE(size, 20);
    expect(read(bytes)).toEqual({ headers: [], codes: ["malformed"] });
  });

  it("whose values lead in a circle, or to one chain a thousand times, costs no more than one that is whole", () => {
    const bytes = hashDatabase(HEADERS.toReversed());
    // All values but the first begin where it begins, and its second page leads back to its first.
    const start = bytes.readUInt32LE(4096 * 2 - 17 + 4);
    const length = bytes.readUInt32LE(4096 * 2 - 17 + 8);
    for (let item = 1; item < HEADERS.length; item++) {
      bytes.writeUInt32LE(start, 4096 * 2 - 17 * (item + 1) + 4);
      bytes.writeUInt32LE(length, 4096 * 2 - 17 * (item + 1) + 8);
    }
    expect(read(bytes).headers).toHaveLength(1);
    bytes.writeUInt32LE(start, (start + 1) * 4096 + 16);
    expect(read(bytes).headers).toEqual([]);
    expect(read(bytes).codes).toContain("malformed");
  });

  it("with a bucket that is none is told", () => {
    const bytes = hashDatabase(HEADERS);
    bytes.writeUInt8(0, 4096 + 25);
    expect(read(bytes).codes).toEqual(["malformed"]);
  });
});
