import { describe, expect, it } from "vitest";
import type { ParsedPackage, Problem } from "../../../src/catalogers/cataloger.ts";
import { fileNames } from "../../../src/catalogers/rpm/file-names.ts";
import { RpmHeader } from "../../../src/catalogers/rpm/header.ts";
import { packageOf } from "../../../src/catalogers/rpm/package.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import { ProblemLog } from "../../../src/catalogers/problem-log.ts";
import { LIMITS } from "../../../src/limits.ts";
import { rpmHeader, type RpmValue, text } from "../../support/rpm-databases.ts";

function read(blob: Uint8Array): {
  readonly found: ParsedPackage | undefined;
  readonly problems: readonly Problem[];
} {
  const log = new ProblemLog();
  const header = RpmHeader.parse(blob);
  const found = header === undefined ? undefined : packageOf(header, log);
  return { found, problems: log.problems() };
}

const NEVRA: readonly (readonly [number, RpmValue])[] = [
  [TAG.NAME, text("bash")],
  [TAG.VERSION, text("5.2.26")],
  [TAG.RELEASE, text("4.el9")],
];

function headerOf(...more: readonly (readonly [number, RpmValue])[]): Buffer {
  return rpmHeader(new Map([...NEVRA, ...more]));
}

/** "café" with one byte for its last letter. */
function latin(tag: number): Buffer {
  const blob = headerOf([tag, text("caf?")]);
  blob.writeUInt8(0xe9, blob.indexOf("caf?") + 3);
  return blob;
}

function filesOf(...tags: readonly (readonly [number, RpmValue])[]): string[] {
  const header = RpmHeader.parse(headerOf(...tags));
  return header === undefined ? [] : [...fileNames(header)];
}

describe("a header", () => {
  it("of a public key is a package without architecture and source", () => {
    const blob = headerOf(
      [TAG.NAME, text("gpg-pubkey")],
      [TAG.SOURCERPM, text("(none)")],
      [TAG.ARCH, text("")],
    );
    expect(read(blob)).toEqual({ found: { name: "gpg-pubkey", version: "5.2.26-4.el9" }, problems: [] });
  });

  it("tells an epoch of 0 from none", () => {
    expect(read(headerOf([TAG.EPOCH, { type: "int32", values: [0] }])).found?.epoch).toBe(0);
    expect(read(headerOf()).found).not.toHaveProperty("epoch");
  });

  it("has the size of 5 GB in a tag of its own", () => {
    const large = [TAG.LONGSIZE, { type: "int64", values: [5_000_000_000] }] as const;
    expect(read(headerOf(large)).found?.size).toBe(5_000_000_000);
    expect(read(headerOf([TAG.SIZE, { type: "int32", values: [3_000_000_000] }])).found?.size).toBe(
      3_000_000_000,
    );
  });

  it("gives a text in several languages in none of them", () => {
    const license = [TAG.LICENSE, { type: "i18n", values: ["GPL", "Lizenz"] }] as const;
    expect(read(headerOf(license)).found?.licenses).toEqual(["GPL"]);
  });

  it.each([
    ["bash-5.2-4.src.rpm", { name: "bash", version: "5.2-4" }],
    ["java-11-openjdk-11.0.2-1.el8.nosrc.rpm", { name: "java-11-openjdk", version: "11.0.2-1.el8" }],
    ["odd.src.rpm", { name: "odd" }],
    ["odd", { name: "odd" }],
  ])("names the source %s", (file, source) => {
    expect(read(headerOf([TAG.SOURCERPM, text(file)])).found?.source).toEqual(source);
  });

  it("in any order, with a tag of the region and again behind it, has the later one", () => {
    const blob = headerOf([TAG.VENDOR, text("first")], [TAG.VENDOR + 1, text("second")]);
    // The next tag becomes the same one: rpm puts what changes an immutable region behind it.
    const entry = blob.indexOf(Buffer.from([0, 0, 1012 >> 8, 1012 & 0xff]));
    blob.writeUInt32BE(TAG.VENDOR, entry);
    expect(read(blob).found?.vendor).toBe("second");
  });

  it("in Latin-1 is read, and told where it is what identifies the package", () => {
    expect(read(latin(TAG.PACKAGER))).toMatchObject({ found: { maintainer: "café" }, problems: [] });
    expect(read(latin(TAG.NAME))).toMatchObject({
      found: { name: "café" },
      problems: [{ code: "encoding" }],
    });
  });

  it.each([
    ["without a name", rpmHeader(new Map(NEVRA.slice(1))), undefined, "malformed"],
    ["with an empty name", headerOf([TAG.NAME, text("")]), undefined, "malformed"],
    [
      "with a name that is a number",
      headerOf([TAG.NAME, { type: "int32", values: [1] }]),
      undefined,
      "malformed",
    ],
    ["with blanks in its name", headerOf([TAG.NAME, text("a\nb")]), "5.2.26-4.el9", "bad-name"],
    [
      "without a version",
      rpmHeader(new Map(NEVRA.filter(([tag]) => tag !== TAG.VERSION))),
      "-4.el9",
      "bad-version",
    ],
    ["without a release", rpmHeader(new Map(NEVRA.slice(0, 2))), "5.2.26", "bad-version"],
    ["with an epoch that is a text", headerOf([TAG.EPOCH, text("1")]), "5.2.26-4.el9", "malformed"],
    ["that is cut", headerOf([TAG.ARCH, text("x86_64")]).subarray(0, -4), "5.2.26-4.el9", "malformed"],
  ])("%s is told", (_what, blob, version, code) => {
    const { found, problems } = read(blob);
    expect(found?.version).toBe(version);
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["an index of no entries", Buffer.alloc(8)],
    ["more entries than rpm takes", Buffer.alloc(64, 0xff)],
    ["an index that is cut", headerOf().subarray(0, 40)],
  ])("is not made of %s", (_what, blob) => {
    expect(RpmHeader.parse(blob)).toBeUndefined();
  });

  it("whose entries lie outside of it costs no more than it has", () => {
    const blob = headerOf(
      [TAG.BASENAMES, { type: "texts", values: ["a"] }],
      [TAG.SIZE, { type: "int32", values: [1] }],
    );
    // Counts of 4 billion.
    for (let at = 8; at < 8 + 16 * 5; at += 16) blob.writeUInt32BE(0xffff_ffff, at + 12);
    expect(read(blob).problems.map(({ code }) => code)).toContain("malformed");
    expect(filesOf()).toEqual([]);
  });
});

describe("the files of a package", () => {
  const folders = [TAG.DIRNAMES, { type: "texts", values: ["/usr/bin/", "/etc/"] }] as const;

  it("are those of its folders, by index", () => {
    const names = [TAG.BASENAMES, { type: "texts", values: ["bash", "profile", "sh"] }] as const;
    const indexes = [TAG.DIRINDEXES, { type: "int32", values: [0, 1, 0] }] as const;
    expect(filesOf(folders, names, indexes)).toEqual(["/usr/bin/bash", "/etc/profile", "/usr/bin/sh"]);
  });

  it("are whole paths in a header of before rpm 4", () => {
    const old = [TAG.OLDFILENAMES, { type: "texts", values: ["/bin/sh", "/etc/caf\u00e9"] }] as const;
    expect(filesOf(old)).toEqual(["/bin/sh", Buffer.from("/etc/café").toString("latin1")]);
  });

  it("are left out where their folder is none, or their path longer than any", () => {
    const long = `/${"x".repeat(LIMITS.pathBytes)}/`;
    const names = [TAG.BASENAMES, { type: "texts", values: ["a", "b", "c"] }] as const;
    const indexes = [TAG.DIRINDEXES, { type: "int32", values: [7, 1] }] as const;
    const longFolders = [TAG.DIRNAMES, { type: "texts", values: ["/", long] }] as const;
    expect(filesOf(longFolders, names, indexes)).toEqual([]);
  });
});
