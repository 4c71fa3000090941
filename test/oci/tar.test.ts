import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { LumogateError } from "../../src/model/error.ts";
import { readTar, type TarOptions } from "../../src/oci/tar.ts";
import {
  directory,
  fifo,
  file,
  gnuLong,
  hardlink,
  inChunks,
  pax,
  symlink,
  tar,
  tarHeader,
  tarMember,
} from "../support/tar.ts";

interface Member {
  readonly type: string;
  readonly name: string;
  readonly content: string;
}

async function read(bytes: Uint8Array, chunk?: number): Promise<Member[]> {
  const members: Member[] = [];
  for await (const { type, name, body } of readTar(inChunks(bytes, chunk), "test")) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    members.push({ type, name, content: Buffer.concat(parts).toString() });
  }
  return members;
}

async function names(bytes: Uint8Array): Promise<string[]> {
  return (await read(bytes)).map(({ name }) => name);
}

/** The code of the error that reading ends with, and what was read before it. */
async function failure(
  bytes: Uint8Array,
  options?: TarOptions,
): Promise<{ code: string; message: string; before: string[] }> {
  const before: string[] = [];
  try {
    for await (const { name } of readTar(inChunks(bytes), "test", options)) before.push(name);
  } catch (error) {
    if (error instanceof LumogateError) return { code: error.code, message: error.message, before };
    throw error;
  }
  return { code: "none", message: "", before };
}

const long = `${"d".repeat(120)}/${"f".repeat(120)}`;

describe("a tar", () => {
  it.each([1, 7, 512, 100_000])("is read whatever the size of the stream's chunks: %i", async (chunk) => {
    const bytes = tar([
      directory("a/"),
      file("a/b", "x".repeat(1000)),
      symlink("l", "a/b"),
      hardlink("h", "a/b"),
      fifo("p"),
    ]);
    expect(await read(bytes, chunk)).toEqual([
      { type: "directory", name: "a/", content: "" },
      { type: "file", name: "a/b", content: "x".repeat(1000) },
      { type: "symlink", name: "l", content: "" },
      { type: "hardlink", name: "h", content: "" },
      { type: "fifo", name: "p", content: "" },
    ]);
  });

  it("tells where each content lies, also of those that nobody reads", async () => {
    const bytes = tar([file("a", "first"), file("b", "second")]);
    for await (const { name, offset, size } of readTar(inChunks(bytes), "test"))
      expect(bytes.subarray(offset, offset + size).toString()).toBe(name === "a" ? "first" : "second");
  });

  it("has names of any bytes, and any length by each of the three ways", async () => {
    const latin1 = "caf\u00e9";
    expect(await names(tar([file(latin1)]))).toEqual([latin1]);
    expect(await names(tar([{ ...file("f"), prefix: "d" }]))).toEqual(["d/f"]);
    expect(await names(tar([gnuLong("L", long), { ...file("cut"), magic: "ustar  \0" }]))).toEqual([long]);
    expect(await names(tar([pax({ path: long }), file("cut")]))).toEqual([long]);
  });

  it("has no prefix where GNU tar keeps times in its place", async () => {
    const times = "14012345671\u000014012345671\0";
    expect(await names(tar([{ ...file("f"), magic: "ustar  \0", prefix: times }]))).toEqual(["f"]);
  });

  it("has sizes in octal, in binary, and in pax", async () => {
    const binary = `\u0080${"\0".repeat(10)}\u0005`;
    for (const members of [
      [file("a", "12345")],
      [{ ...file("a", "12345"), size: binary }],
      [pax({ size: 5 }), { ...file("a", "12345"), size: 0 }],
    ])
      expect(await read(tar([...members, file("b")]))).toEqual([
        { type: "file", name: "a", content: "12345" },
        { type: "file", name: "b", content: "" },
      ]);
  });

  it("gives hard links and directories no content, whatever their size says, as all readers do", async () => {
    expect(await names(tar([{ ...hardlink("h", "x"), size: 5 }, file("b")]))).toEqual(["h", "b"]);
    expect(await names(tar([{ ...directory("d"), size: 5 }, file("b")]))).toEqual(["d", "b"]);
  });

  it("has modes and owners in octal, in binary, and in pax", async () => {
    const members = [
      { ...file("plain"), mode: 0o106755, uid: 1000, gid: 50 },
      { ...file("binary"), uid: `\u0080${"\0".repeat(3)}\u0040\0\0\u0001` },
      pax({ uid: 1_000_610_000, gid: 7 }),
      { ...file("pax"), uid: 5 },
      { ...file("blanks"), mode: "   644 \0", uid: " ".repeat(8), gid: "\0".repeat(8) },
      { ...file("leftover"), mode: "0755\0xyz" },
    ];
    const found: unknown[] = [];
    for await (const { name, mode, uid, gid } of readTar(inChunks(tar(members)), "test"))
      found.push([name, mode.toString(8), uid, gid]);
    expect(found).toEqual([
      ["plain", "6755", 1000, 50],
      ["binary", "644", 0x40000001, 0],
      ["pax", "644", 1_000_610_000, 7],
      ["blanks", "644", 0, 0],
      ["leftover", "755", 0, 0],
    ]);
  });

  it("may have a directory as a file with a slash, from before there was a type for it", async () => {
    expect(await read(tar([{ ...file("d/"), type: "\0" }]))).toMatchObject([{ type: "directory" }]);
  });

  it("may end with one block of zeros", async () => {
    expect(await names(Buffer.concat([tarMember(file("a")), Buffer.alloc(512)]))).toEqual(["a"]);
  });
});

describe("what a pax size speaks of", () => {
  // CVE-2026-53655: applied to the long name's own header, it hides members or makes some up.
  it("is the member, not the long name between them", async () => {
    const hidden = tarMember(file("hidden", "x"));
    const bytes = tar([
      pax({ size: hidden.length }),
      gnuLong("L", long),
      { ...file("cut", hidden), size: 0 },
      file("after"),
    ]);
    expect(await names(bytes)).toEqual([long, "after"]);
  });

  it("goes before the size in the header, so that no member hides in another's content", async () => {
    const inner = tarMember(file("inner", "x"));
    const bytes = tar([pax({ size: inner.length }), { ...file("outer", inner), size: 0 }, file("after")]);
    expect(await names(bytes)).toEqual(["outer", "after"]);
  });

  it("is one member only", async () => {
    expect(await names(tar([pax({ path: "long" }), file("a"), file("b")]))).toEqual(["long", "b"]);
  });
});

describe("a tar is refused", () => {
  it.each<[string, Uint8Array, string]>([
    ["that ends within a content", tar([file("a", "x".repeat(600))]).subarray(0, 1100), "tar.truncated"],
    ["that ends within a header", tar([file("a")]).subarray(0, 300), "tar.truncated"],
    ["that ends before its end mark", tarMember(file("a")), "tar.truncated"],
    ["that ends after a header about the next", tar([pax({ path: "x" })]), "tar.truncated"],
    ["with data after its end", Buffer.concat([tar([file("a")]), Buffer.from("x")]), "tar.malformed"],
    ["with another tar after its end", Buffer.concat([tar([file("a")]), tar([file("b")])]), "tar.malformed"],
    ["with a wrong checksum", tar([{ ...file("a"), checksumOff: 1 }]), "tar.malformed"],
    ["that is no tar", Buffer.from("hello".repeat(200)), "tar.malformed"],
    ["with a negative size", tar([{ ...file("a"), size: "\u00ff".repeat(12) }]), "tar.malformed"],
    ["with a size that is no number", tar([{ ...file("a"), size: "0000000009x\0" }]), "tar.malformed"],
    [
      "with a size beyond all numbers",
      tar([{ ...file("a"), size: `\u0080${"\u007f".repeat(11)}` }]),
      "tar.malformed",
    ],
    ["with a pax size that is no number", tar([pax({ size: "-1" }), file("a")]), "tar.malformed"],
    ["with a NUL in a pax path", tar([pax({ path: "a\0b" }), file("a")]), "tar.malformed"],
    [
      "with a pax record of a wrong length",
      tar([{ ...pax({}), content: "99 path=x\n" }, file("a")]),
      "tar.malformed",
    ],
    ["with a pax record without a key", tar([{ ...pax({}), content: "5 =x\n" }, file("a")]), "tar.malformed"],
    [
      "with two names for one member",
      tar([pax({ path: "x" }), gnuLong("L", "y"), file("a")]),
      "tar.malformed",
    ],
    [
      "with two pax headers for one member",
      tar([pax({ path: "x" }), pax({ path: "y" }), file("a")]),
      "tar.malformed",
    ],
    [
      "with a pax header that resizes all members",
      tar([pax({ size: 512 }, "g"), file("a")]),
      "tar.malformed",
    ],
    [
      "with a pax header that gives all members an owner",
      tar([pax({ uid: 5 }, "g"), file("a")]),
      "tar.malformed",
    ],
    ["with GNU's sparse files", tar([{ ...file("a"), type: "S" }]), "tar.malformed"],
    ["with pax's sparse files", tar([pax({ "GNU.sparse.major": 1 }), file("a")]), "tar.malformed"],
    ["with members of an unknown type", tar([{ ...file("a"), type: "V" }]), "tar.malformed"],
    ["with a file that is a directory by its name", tar([file("a/")]), "tar.malformed"],
    ["with an old directory that has content", tar([{ ...file("a/", "x"), type: "\0" }]), "tar.malformed"],
    ["with a symbolic link that has content", tar([{ ...symlink("a", "b"), size: 5 }]), "tar.malformed"],
    [
      "with a hard link that has content by its pax header",
      tar([pax({ size: 5 }), hardlink("a", "b")]),
      "tar.malformed",
    ],
    ["with an empty name", tar([pax({ path: "" }), file("a")]), "tar.malformed"],
    ["with an empty long name", tar([gnuLong("L", ""), file("a")]), "tar.malformed"],
    ["with a mode that is no number", tar([{ ...file("a"), mode: "garbage\0" }]), "tar.malformed"],
    ["with digits behind a NUL", tar([{ ...file("a"), mode: "\u00000644\0" }]), "tar.malformed"],
    ["with an owner that no system has", tar([pax({ uid: 2 ** 32 }), file("a")]), "tar.malformed"],
    ["with a negative owner", tar([{ ...file("a"), uid: "\u00ff".repeat(8) }]), "tar.malformed"],
    [
      "with a prefix in the place of GNU tar's times",
      tar([{ ...file("f"), magic: "ustar  \0", prefix: "d" }]),
      "tar.malformed",
    ],
    [
      "with an attribute that makes a directory opaque",
      tar([pax({ "SCHILY.xattr.trusted.overlay.opaque": "y" }), directory("d")]),
      "tar.malformed",
    ],
    [
      "with an attribute that brings a directory elsewhere",
      tar([pax({ "SCHILY.xattr.user.overlay.redirect": "/etc" }), directory("d")]),
      "tar.malformed",
    ],
    [
      "with a global header between a member and its own",
      tar([pax({ path: "b" }), pax({ comment: "x" }, "g"), file("a")]),
      "tar.malformed",
    ],
    [
      "with a pax header of megabytes",
      tar([{ ...pax({}), content: "x".repeat(LIMITS.tarHeaderBytes + 1) }]),
      "tar.limit",
    ],
    [
      "with a path that no system has",
      tar([pax({ path: "x".repeat(LIMITS.pathBytes + 1) }), file("a")]),
      "tar.limit",
    ],
  ])("%s", async (_what, bytes, code) => {
    expect((await failure(bytes)).code).toBe(code);
  });

  it("with the archive and the byte in the message", async () => {
    const bytes = tar([file("a"), { ...file("b"), checksumOff: 1 }]);
    expect((await failure(bytes)).message).toBe(
      "The tar of test is malformed at byte 512: there is no header there: its checksum is wrong.",
    );
  });

  it("but for a global pax header that only comments, as git writes it", async () => {
    expect(await names(tar([pax({ comment: "abc" }, "g"), file("a")]))).toEqual(["a"]);
  });
});

describe("the mark of an archive's end", () => {
  const members = Buffer.concat([tarMember(file("a", "1")), tarMember(file("b", "2"))]);

  it.each<[string, Uint8Array, string[]]>([
    ["between two members, or behind the last", members, ["a", "b"]],
    ["at once", Buffer.alloc(0), []],
  ])("may be missing where that is allowed: the archive ends %s", async (_where, bytes, before) => {
    expect(await failure(bytes, { endMark: "optional" })).toMatchObject({ code: "none", before });
    expect(await failure(bytes)).toMatchObject({ code: "tar.truncated", before });
  });

  it.each<[string, Uint8Array]>([
    ["in a header", members.subarray(0, 1100)],
    ["in a content", members.subarray(0, 1536 + 1)],
    ["in what fills a content up", members.subarray(0, 2000)],
    ["in the mark", Buffer.concat([members, Buffer.alloc(100)])],
    ["behind a header about the next", Buffer.concat([members, tarMember(pax({ path: "x" }))])],
  ])("does not excuse an archive that ends %s", async (_where, bytes) => {
    expect(await failure(bytes, { endMark: "optional" })).toMatchObject({ code: "tar.truncated" });
  });
});

describe("for any bytes", () => {
  const seed = 20260902;
  const block = fc.oneof(
    fc
      .constantFrom(
        file("a", "x"),
        directory("b/"),
        symlink("c", "a"),
        hardlink("d", "a"),
        pax({ path: "p" }),
        gnuLong("L", "l"),
      )
      .map(tarMember),
    fc
      .record({
        name: fc.string({ maxLength: 20 }),
        type: fc.string({ unit: "binary-ascii", maxLength: 1 }),
        size: fc.nat(5000),
      })
      .map(tarHeader),
    fc.uint8Array({ maxLength: 600 }),
    fc.constant(Buffer.alloc(512)),
  );

  it("reading ends, with members or with a declared error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(block, { maxLength: 12 }),
        fc.integer({ min: 1, max: 2000 }),
        async (blocks, chunk) => {
          try {
            await read(Buffer.concat(blocks), chunk);
          } catch (error) {
            expect(error).toBeInstanceOf(LumogateError);
          }
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it("members that stand before the damage are read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 6 }), async (blocks) => {
        const bytes = Buffer.concat([
          tarMember(file("first", "1")),
          tarMember(file("second", "2")),
          ...blocks,
        ]);
        const { code, before } = await failure(bytes);
        expect(code === "none" || code.startsWith("tar.")).toBe(true);
        expect(before.slice(0, 2)).toEqual(["first", "second"]);
      }),
      { seed, numRuns: 300 },
    );
  });
});
