import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import { archiveFile, failure } from "../support/archive.ts";
import { dockerArchiveMembers } from "../support/image.ts";
import { anImage, layoutMembers } from "../support/layout.ts";
import { directory, fifo, file, gnuLong, hardlink, symlink, tar, type TarMember } from "../support/tar.ts";

const SAVED = dockerArchiveMembers({ layers: [[file("a", "1")]], manifest: { Layers: ["layers/one.tar"] } });
const MEMBERS = SAVED.map((one) =>
  one.name.endsWith("layer.tar") ? { ...one, name: "layers/one.tar" } : one,
);
const LAYOUT = layoutMembers([anImage({ layers: [[file("a", "1")]] })]);

/** Why these members, in either order and also compressed, are refused; one reason where it is the same one. */
async function reasons(members: readonly TarMember[], source = dockerArchive): Promise<string[]> {
  const codes = new Set<string>();
  for (const ordered of [members, members.toReversed()]) {
    for (const bytes of [tar(ordered), gzipSync(tar(ordered))]) {
      await using target = await archiveFile(bytes);
      expect(await source.recognises(target.path)).toBe(true);
      codes.add((await failure(source, target.path)).code);
    }
  }
  return [...codes];
}

describe("an archive whose names an engine could take for others is refused:", () => {
  it.each<[string, TarMember[]]>([
    ["a name with ..", [file("x/../manifest.json", "[]")]],
    ["a name with .. that leads out of it", [file("../manifest.json", "[]")]],
    ["a folder's name with ..", [directory("x/../layers/")]],
    ["a member below a link", [symlink("x", "."), file("x/manifest.json", "[]")]],
    ["a folder below a link", [symlink("x", "."), directory("x/layers")]],
    ["a pipe far below a link", [symlink("x", "/"), fifo("./x/y/z")]],
    ["a member below a hard link", [hardlink("x", "layers"), file("x/one.tar")]],
    ["a member below a file", [file("x"), file("x/y")]],
    ["members below a link that is the top", [symlink("./", "x")]],
  ])("%s", async (_what, added) => {
    expect(await reasons([...MEMBERS, ...added])).toEqual(["archive.ambiguous"]);
  });

  it.each<[string, TarMember[]]>([
    [
      "a link to a place above another link",
      [symlink("x", "a/b"), symlink("layers/one.tar", "../x/../two.tar")],
    ],
    ["a hard link to a link", [symlink("a/link", "two.tar"), hardlink("layers/one.tar", "a/link")]],
  ])("%s", async (_what, added) => {
    const [layer, ...rest] = MEMBERS;
    const elsewhere = ["two.tar", "a/two.tar"].map((name) => file(name, layer?.content));
    expect(await reasons([...rest, ...elsewhere, ...added])).toEqual(["archive.ambiguous"]);
  });

  it("also where it is of an OCI layout", async () => {
    expect(await reasons(LAYOUT, ociArchive)).toEqual(["none"]);
    for (const added of [[file("x/../index.json")], [symlink("x", "."), file("x/index.json")]])
      expect(await reasons([...LAYOUT, ...added], ociArchive)).toEqual(["archive.ambiguous"]);
  });
});

it.each<[string, TarMember[]]>([
  ["more deeply", [gnuLong("L", "d/".repeat(LIMITS.directoryDepth + 1)), directory("d")]],
  [
    "with more folders that have no entry",
    Array.from({ length: 1 + LIMITS.impliedDirectories / 200 }, (_, index) => [
      gnuLong("L", `${index}/${"d/".repeat(200)}f`),
      fifo("f"),
    ]).flat(),
  ],
])("an archive whose names are nested %s than any has is refused", async (_what, added) => {
  await using target = await archiveFile(tar([...MEMBERS, ...added]));
  expect((await failure(dockerArchive, target.path)).code).toBe("image.limit");
});

it("an archive that has its manifest.json twice is known as one, and refused", async () => {
  for (const again of ["/manifest.json", ".//manifest.json"])
    expect(await reasons([...MEMBERS, file(again, "[]")])).toEqual(["archive.duplicate"]);
});

it("an archive may have links beside its members, and folders above them", async () => {
  const beside = [directory("./"), directory("layers/"), symlink("other", "layers"), fifo("pipe")];
  expect(await reasons([...MEMBERS, ...beside])).toEqual(["none"]);
});

it("a link in an archive to a place from the top is one from the archive's top", async () => {
  const [layer, ...rest] = MEMBERS;
  const link = symlink("layers/one.tar", "/two.tar");
  expect(await reasons([...rest, link, file("two.tar", layer?.content)])).toEqual(["none"]);
  // Not the one that lies beside the link under the same name.
  const forged = file("layers/two.tar", tar([file("a", "forged")]));
  expect(await reasons([...rest, link, file("two.tar", layer?.content), forged])).toEqual(["none"]);
});
