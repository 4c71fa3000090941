import { describe, expect, it } from "vitest";
import { readTar } from "../../../src/oci/tar/tar.ts";
import { names, read } from "../../support/read-tar.ts";
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
  tarMember,
} from "../../support/tar.ts";

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
