import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { failure, names } from "../../support/read-tar.ts";
import { directory, file, gnuLong, hardlink, pax, symlink, tar, tarMember } from "../../support/tar.ts";

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
    [
      "with an old directory that has content",
      tar([{ ...file("a/"), type: "\0", size: 512 }, file("in")]),
      "tar.malformed",
    ],
    ["with a symbolic link that has content", tar([{ ...symlink("a", "b"), size: 5 }]), "tar.malformed"],
    [
      "with a hard link that has content by its pax header",
      tar([pax({ size: 5 }), hardlink("a", "b")]),
      "tar.malformed",
    ],
    [
      "with an old file that has the name of a directory too",
      tar([gnuLong("L", "file"), { ...file("cut/"), type: "\0" }]),
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
