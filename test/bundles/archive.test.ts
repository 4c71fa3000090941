import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { packBundle, unpackBundle } from "../../src/bundles/archive.ts";
import { contentsOf, type StoredFile } from "../../src/bundles/contents.ts";
import { LIMITS } from "../../src/limits.ts";
import { tar, type TarMember } from "../support/tar.ts";

const RULE = 'package main\n\ndeny contains msg if msg := "no"\n';

const file = (name: string, content: string | Uint8Array = RULE): StoredFile => ({
  name,
  bytes: Buffer.from(content),
});

/** What a bundle of these members holds, or why it cannot be used. */
function opened(members: readonly TarMember[] | Buffer): ReturnType<typeof read> {
  return read(Buffer.isBuffer(members) ? members : gzipSync(tar(members)));
}

async function read(bytes: Uint8Array): Promise<ReturnType<typeof contentsOf>> {
  return contentsOf(await unpackBundle(Readable.from([bytes]), "it"), "it");
}

const refused = (code: string, part: string): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(part) as string });

describe("a bundle", () => {
  test("comes out as it went in, and the same files make the same bytes", async () => {
    const files = [file(".manifest", '{"rego_version":1}'), file("a/b.rego"), file("ü.rego", "package ü\n")];
    const packed = await packBundle(files);
    expect(await packBundle(files)).toEqual(packed);
    expect(await read(packed)).toEqual({
      files: [
        { name: "a/b.rego", text: RULE },
        { name: "ü.rego", text: "package ü\n" },
      ],
      config: {},
      regoVersion: "v1",
    });
  });

  test("is read as opa build writes it: with a slash in front, folders, and a version of Rego", async () => {
    const found = await opened([
      { name: "/policies", type: "5" },
      { name: "/policies/a.rego", content: RULE },
      { name: "/policies/a_test.rego", content: "package main_test" },
      { name: "/.manifest", content: '{"revision":"","roots":[""],"rego_version":0}' },
      { name: "/config/data.json", content: '{"registry":"r.example"}' },
    ]);
    expect(found).toEqual({
      files: [{ name: "policies/a.rego", text: RULE }],
      config: { registry: "r.example" },
      regoVersion: "v0",
    });
  });

  test("takes no rule for something else because of the case of its ending", async () => {
    expect((await opened([{ name: "A.REGO", content: RULE }])).files).toEqual([
      { name: "A.REGO", text: RULE },
    ]);
  });

  test("gives rules data.config, from the root's file or from a folder of that name", async () => {
    const rule = { name: "a.rego", content: RULE };
    const root = { name: "data.json", content: '{"config":{"a":1}}' };
    expect((await opened([rule, root, { name: "config/data.json", content: '{"b":2}' }])).config).toEqual({
      a: 1,
      b: 2,
    });
    await expect(opened([rule, root, { name: "config/data.json", content: '{"a":2}' }])).rejects.toEqual(
      refused("policy.bundle", "two of its files give data.config.a"),
    );
  });

  test.each<[string, readonly TarMember[], string]>([
    ["no rule", [{ name: "a_test.rego", content: RULE }], "holds no .rego file"],
    ["a way out of its folder", [{ name: "../a.rego", content: RULE }], "../a.rego"],
    ["a way out in a Windows path", [{ name: "..\\a.rego", content: RULE }], "a.rego"],
    ["a link", [{ name: "a.rego", type: "2", linkName: "/etc/passwd" }], "symlink"],
    [
      "the same file twice",
      [
        { name: "a.rego", content: RULE },
        { name: "./a.rego", content: "" },
      ],
      "twice",
    ],
    ["bytes that are no UTF-8", [{ name: "a.rego", content: Buffer.from([0xff]) }], "not UTF-8"],
    [
      "data that no rule sees",
      [
        { name: "a.rego", content: RULE },
        { name: "x/data.json", content: "{}" },
      ],
      '"x"',
    ],
    [
      "data that is no JSON",
      [
        { name: "a.rego", content: RULE },
        { name: "data.json", content: "{" },
      ],
      "not JSON",
    ],
    [
      "a Rego of the future",
      [
        { name: "a.rego", content: RULE },
        { name: ".manifest", content: '{"rego_version":2}' },
      ],
      "version of Rego",
    ],
  ])("is refused where it has %s", async (_, members, part) => {
    await expect(opened(members)).rejects.toEqual(refused("policy.bundle", part));
  });

  test("that unpacks to more than a policy may have is refused before it is all there", async () => {
    const bomb = gzipSync(tar([{ name: "a.txt", content: Buffer.alloc(3 * LIMITS.policyBytes) }]));
    await expect(opened(bomb)).rejects.toEqual(refused("policy.bundle", "policyBytes"));
  });

  test("that was cut is refused", async () => {
    const packed = await packBundle([file("a.rego")]);
    await expect(opened(packed.subarray(0, -20))).rejects.toEqual(refused("compression.damaged", ""));
  });
});
