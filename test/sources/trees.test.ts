import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ImageTree } from "../../src/model/image.ts";
import { dir } from "../../src/sources/dir.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import type { Source } from "../../src/sources/source.ts";
import { openOnly } from "../support/archive.ts";
import { shownEntries, tellingExtractor } from "../support/extractor.ts";
import { temporaryFolder, unpack } from "../support/folder.ts";
import { dockerArchive as archiveOf } from "../support/image.ts";
import { anImage, layoutFiles } from "../support/layout.ts";
import { sourceContext } from "../support/source-context.ts";
import { directory, file, hardlink, symlink, tar } from "../support/tar.ts";

const LAYERS = [
  [file("app/package.json", "{}"), file("usr/bin/tool", "\x7fELF"), file("etc/hosts", "image's")],
  [
    file("usr/bin/tool", "\x7fELF, newer"),
    hardlink("usr/bin/link", "app/package.json"),
    symlink("bin", "usr/bin"),
  ],
  [file("app/.wh.package.json"), file("opt/large", "l".repeat(100_000)), directory("empty")],
];
/** What all of them come to. */
const MERGED = [
  file("usr/bin/tool", "\x7fELF, newer"),
  file("usr/bin/link", "{}"),
  symlink("bin", "usr/bin"),
  file("opt/large", "l".repeat(100_000)),
  directory("empty"),
  directory("app"),
  file("etc/hosts", "a machine's"),
];

async function treeOf(source: Source, locator: string): Promise<ImageTree> {
  const image = await openOnly(source, locator, sourceContext({ extractor: tellingExtractor() }));
  const tree = await image.tree?.();
  await image.close();
  if (tree === undefined) throw new Error("an image has a tree");
  return tree;
}

/** Facts without the path that they were found at: of a hard link, a folder tells any. */
function shown(tree: ImageTree): unknown {
  return Object.entries(shownEntries(tree)).map(([name, { facts, ...entry }]) => {
    const { path: _path, ...rest } = (facts ?? {}) as { path?: string };
    return [name, entry, rest];
  });
}

describe("an image's whole tree, and what is found in its files, is the same", () => {
  it("in every packing, and unpacked in a folder", async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    const saved = archiveOf({ layers: LAYERS });
    await writeFile(at("saved.tar"), saved);
    await writeFile(at("saved.tar.gz"), gzipSync(saved));
    await writeFile(at("kaniko.tar"), archiveOf({ layers: LAYERS, gzip: "layers" }));
    for (const compression of ["gzip", "zstd"] as const) {
      const files = [...layoutFiles([anImage({ layers: LAYERS, compression })])];
      await writeFile(at(`${compression}.tar`), tar(files.map(([name, content]) => file(name, content))));
    }
    const unpacked = temporaryFolder();
    unpack(unpacked, MERGED);

    const expected = shown(await treeOf(dockerArchive, at("saved.tar")));
    expect(expected).toMatchObject([
      ["/app", { kind: "directory" }, {}],
      ["/bin", { kind: "symlink", target: "usr/bin" }, {}],
      ["/empty", { kind: "directory" }, {}],
      ["/opt", { kind: "directory" }, {}],
      ["/opt/large", { kind: "file", size: 100_000 }, { head: "llll", bytes: 100_000 }],
      ["/usr", { kind: "directory" }, {}],
      ["/usr/bin", { kind: "directory" }, {}],
      ["/usr/bin/link", { kind: "file", size: 2 }, { head: "{}", bytes: 2 }],
      ["/usr/bin/tool", { kind: "file", size: 11 }, { head: "\x7fELF", bytes: 11 }],
    ]);
    for (const archive of ["saved.tar.gz", "kaniko.tar"])
      expect([archive, shown(await treeOf(dockerArchive, at(archive)))]).toEqual([archive, expected]);
    for (const archive of ["gzip.tar", "zstd.tar"])
      expect([archive, shown(await treeOf(ociArchive, at(archive)))]).toEqual([archive, expected]);
    expect(shown(await treeOf(dir, unpacked))).toEqual(expected);
  });

  it("and stands as of each layer, with what was found once", async () => {
    const folder = temporaryFolder();
    await writeFile(path.join(folder, "saved.tar"), archiveOf({ layers: LAYERS }));
    const context = sourceContext({ extractor: tellingExtractor() });
    const image = await openOnly(dockerArchive, path.join(folder, "saved.tar"), context);
    const states = (await image.history?.states({ trees: true })) ?? [];
    const tools = states.map(({ tree }) => [
      tree?.entry("/usr/bin/tool")?.size,
      tree?.entry("/app/package.json")?.kind,
    ]);
    expect(tools).toEqual([
      [4, "file"],
      [11, "file"],
      [11, undefined],
    ]);
    expect(shownEntries(states.at(-1)?.tree as ImageTree)).toEqual(
      shownEntries((await image.tree?.()) as ImageTree),
    );
    await image.close();
  });
});
