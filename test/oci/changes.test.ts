import { describe, expect, it } from "vitest";
import type { LayerChanges } from "../../src/model/inventory.ts";
import { layerChanges } from "../../src/oci/changes.ts";
import type { LayerTree } from "../../src/oci/layer.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { type Directory, newDirectory } from "../../src/oci/tree.ts";
import { layerTree } from "../support/image.ts";
import { directory, fifo, file, hardlink, symlink, tar, type TarMember } from "../support/tar.ts";

async function changesOf(...layers: TarMember[][]): Promise<LayerChanges[]> {
  return changesOfTrees(await Promise.all(layers.map((members) => layerTree(tar(members)))));
}

function changesOfTrees(trees: readonly LayerTree[]): LayerChanges[] {
  const states: Directory[] = [];
  for (const tree of trees) states.push(mergeLayer(states.at(-1) ?? newDirectory(), tree, mergeBudget()));
  return layerChanges(trees, states);
}

/** What the last layer did. */
async function lastOf(...layers: TarMember[][]): Promise<LayerChanges | undefined> {
  return (await changesOf(...layers)).at(-1);
}

const some = [file("d/a", "1"), file("d/b", "22"), file("d/sub/c", "333"), symlink("l", "d")];

describe("a layer's changes", () => {
  it("are entries that were not there, and not directories", async () => {
    expect(await changesOf([...some, directory("empty"), fifo("p")], [file("e/x", "1")])).toEqual([
      { added: 5, changed: 0, removed: 0, bytes: 6, hiddenBytes: 0 },
      { added: 1, changed: 0, removed: 0, bytes: 1, hiddenBytes: 0 },
    ]);
  });

  it("are entries that took the place of others", async () => {
    expect(await lastOf(some, [file("d/a", "4444"), symlink("d/b", "a"), file("l", "1")])).toEqual({
      added: 0,
      changed: 3,
      removed: 0,
      bytes: 5,
      hiddenBytes: 0,
    });
  });

  it.each<[string, TarMember[], number, number]>([
    ["by a whiteout", [file("d/.wh.a")], 1, 0],
    ["by the whiteout of a directory", [file(".wh.d")], 3, 0],
    ["by an opaque directory", [file("d/.wh..wh..opq"), file("d/new")], 3, 1],
    ["since a file is where a directory was", [file("d")], 3, 1],
    ["since a directory is where a link was", [directory("l")], 1, 0],
    ["by nothing: there was nothing of that name", [file("d/.wh.none"), file("none/.wh.x")], 0, 0],
  ])("are entries of the layers below that are gone, %s", async (_how, layer, removed, added) => {
    expect(await lastOf(some, layer)).toMatchObject({ added, changed: 0, removed });
  });

  it("are a change where an opaque directory has the same name again", async () => {
    const layer = [file("d/.wh..wh..opq"), file("d/a", "x"), file("d/sub/c", "x")];
    expect(await lastOf(some, layer)).toMatchObject({ added: 0, changed: 2, removed: 1 });
  });

  it("are none where only a directory's owner changes", async () => {
    expect(await lastOf(some, [{ ...directory("d"), uid: 5 }])).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
    });
  });

  it("are the same however often a layer comes", async () => {
    const tree = await layerTree(tar(some));
    const remove = await layerTree(tar([file(".wh.d"), file(".wh.l")]));
    const [first, , again] = changesOfTrees([tree, remove, tree]);
    expect(again).toEqual(first);
  });
});

describe("a layer's bytes", () => {
  it("are its files', each hard link's content once", async () => {
    expect(await lastOf([file("a", "12345"), hardlink("b", "a"), symlink("c", "a")])).toMatchObject({
      added: 3,
      bytes: 5,
      hiddenBytes: 0,
    });
  });

  it("are hidden where a later layer removes or replaces the file", async () => {
    const [first, second] = await changesOf(
      [file("a", "1"), file("b", "22"), file("c", "333"), file("d/e", "4444")],
      [file("x", "12345")],
      [file(".wh.a"), file("b", "new"), file("d"), file(".wh.x")],
    );
    expect(first).toMatchObject({ bytes: 10, hiddenBytes: 7 });
    expect(second).toMatchObject({ bytes: 5, hiddenBytes: 5 });
  });

  it("are not hidden while one of its hard links is seen", async () => {
    const [first, second] = await changesOf(
      [file("a", "12345"), hardlink("b", "a")],
      [hardlink("c", "a"), file(".wh.a"), file(".wh.b")],
    );
    expect(first).toMatchObject({ bytes: 5, hiddenBytes: 0 });
    expect(second).toMatchObject({ added: 1, removed: 2, bytes: 0, hiddenBytes: 0 });
  });

  it("are not hidden where a layer comes again", async () => {
    const tree = await layerTree(tar(some));
    const remove = await layerTree(tar([file(".wh.d")]));
    expect(changesOfTrees([tree, remove, tree]).map(({ hiddenBytes }) => hiddenBytes)).toEqual([0, 0, 0]);
  });
});
