import { describe, expect, it } from "vitest";
import { RpmHeader } from "../../../src/catalogers/rpm/header.ts";
import { signingKeys } from "../../../src/catalogers/rpm/signature.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import { rpmHeader, type RpmValue } from "../../support/rpm-databases.ts";

const ID = "0123456789abcdef";

function packet(body: readonly number[], form: "old" | "new" = "old"): Buffer {
  // Tag 2, a signature, with a length of two bytes; or of one.
  const head = form === "old" ? [0x89, body.length >> 8, body.length & 0xff] : [0xc2, body.length];
  return Buffer.from([...head, ...body]);
}

const bytes = (hex: string): number[] => [...Buffer.from(hex, "hex")];

const V3 = [3, 5, 0, 1, 2, 3, 4, ...bytes(ID), 1, 8, 0xaa, 0xbb, 0, 8, 0xff];

/** A signature of version 4 or 6 with these hashed and unhashed subpackets. */
function later(version: 4 | 6, hashed: readonly number[], unhashed: readonly number[]): number[] {
  const length = (of: readonly number[]): number[] => [
    ...(version === 6 ? [0, 0] : []),
    of.length >> 8,
    of.length & 0xff,
  ];
  return [version, 0, 1, 8, ...length(hashed), ...hashed, ...length(unhashed), ...unhashed, 0xaa, 0xbb, 0];
}

const CREATED = [5, 2, 1, 2, 3, 4];
const ISSUER = [9, 16, ...bytes(ID)];
const FINGERPRINT = "aa".repeat(12) + ID;

function keysOf(tag: number, value: RpmValue): string[] {
  const header = RpmHeader.parse(rpmHeader(new Map([[tag, value]])));
  return header === undefined ? ["no header"] : signingKeys(header);
}

const binary = (...packets: readonly Buffer[]): RpmValue => ({
  type: "binary",
  values: Buffer.concat(packets),
});

describe("the key that a package is signed with", () => {
  it.each([
    ["of version 3", packet(V3)],
    ["of version 4, not hashed", packet(later(4, CREATED, ISSUER))],
    ["of version 4, hashed", packet(later(4, [...CREATED, ...ISSUER], []), "new")],
    [
      "of version 4, by its fingerprint",
      packet(later(4, [...CREATED, 22, 33, 4, ...bytes(FINGERPRINT)], [])),
    ],
    [
      "of version 6, by its fingerprint",
      packet(later(6, [...CREATED, 34, 33, 6, ...bytes(ID + "aa".repeat(24))], [])),
    ],
    ["in a subpacket marked as critical", packet(later(4, [9, 16 | 0x80, ...bytes(ID)], []))],
    ["behind a packet of another kind", Buffer.concat([Buffer.from([0xcd, 1, 0]), packet(V3)])],
  ])("is named by a signature %s", (_what, signature) => {
    expect(keysOf(TAG.RSAHEADER, binary(signature))).toEqual([ID]);
  });

  it.each([TAG.DSAHEADER, TAG.SIGPGP, TAG.SIGGPG])("stands in the tag %d as well", (tag) => {
    expect(keysOf(tag, binary(packet(V3)))).toEqual([ID]);
  });

  it("stands in rpm 6's own tag, in base64, several times", () => {
    const other = packet(later(4, [], [9, 16, ...bytes("ffffffffffffffff")]));
    const values = [packet(V3), other, packet(V3)].map((each) => each.toString("base64"));
    expect(keysOf(TAG.OPENPGP, { type: "texts", values })).toEqual([ID, "ffffffffffffffff"]);
  });

  it.each([
    ["nothing", Buffer.from([0])],
    ["zeros", Buffer.alloc(100)],
    ["a packet that is cut", packet(V3).subarray(0, 9)],
    ["a version that there is not", packet([9, ...V3])],
    ["no issuer", packet(later(4, CREATED, []))],
    ["a subpacket of no length", packet(later(4, [0, 0, 0], []))],
    ["lengths without end", Buffer.alloc(1000, 0xff)],
  ])("is unknown where there is %s", (_what, signature) => {
    expect(keysOf(TAG.RSAHEADER, binary(signature))).toEqual([]);
  });
});
