import { expect, it } from "vitest";
import { readTar } from "../../../src/oci/tar/tar.ts";
import { file, inChunks, symlink, tar, tarMember } from "../../support/tar.ts";

const TABLE = file("stargz.index.json", '{"version":1,"entries":[]}');

async function namesIn(bytes: Buffer): Promise<string[]> {
  const names: string[] = [];
  // In pieces that are no multiple of a block.
  for await (const { name } of readTar(inChunks(bytes, 700), "test")) names.push(name);
  return names;
}

it("the table of contents of an eStargz layer may stand behind the archive's end, and is no file of it", async () => {
  expect(await namesIn(Buffer.concat([tar([file("a")]), tar([TABLE])]))).toEqual(["a"]);
});

it.each([
  ["another file", tar([file("etc/passwd", "root")])],
  ["a link of the table's name", tar([symlink("stargz.index.json", "etc")])],
  ["a second table", Buffer.concat([tar([TABLE]), tar([TABLE])])],
  ["a file behind the table", Buffer.concat([tarMember(TABLE), tar([file("b")])])],
  ["a piece of a block", Buffer.from("x")],
])("nothing else may stand there: %s", async (_what, rest) => {
  await expect(namesIn(Buffer.concat([tar([file("a")]), rest]))).rejects.toMatchObject({
    code: "tar.malformed",
  });
});

it("a table that is cut short is damage", async () => {
  const cut = tarMember(TABLE).subarray(0, 600);
  await expect(namesIn(Buffer.concat([tar([file("a")]), cut]))).rejects.toMatchObject({
    code: "tar.truncated",
  });
});
