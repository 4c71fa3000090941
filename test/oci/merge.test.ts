import { describe, expect, it } from "vitest";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { type Directory, newDirectory, type Node, walk } from "../../src/oci/tree.ts";
import { layerTree } from "../support/image.ts";
import { directory, file, hardlink, symlink, tar, type TarMember } from "../support/tar.ts";

/** The trees as of each layer, the lowest first. */
async function statesOf(...layers: TarMember[][]): Promise<Directory[]> {
  const states: Directory[] = [];
  for (const members of layers)
    states.push(mergeLayer(states.at(-1) ?? newDirectory(), await layerTree(tar(members)), mergeBudget()));
  return states;
}

function nodeAt(root: Directory | undefined, path: string): Node | undefined {
  const found = root && walk(root, path, { followLast: false });
  return found?.kind === "found" ? found.node : undefined;
}

function attributesAt(root: Directory | undefined, path: string): unknown {
  const node = nodeAt(root, path);
  return node === undefined || node.kind === "dangling-link" ? node?.kind : node.attributes;
}

describe("laying a layer over others", () => {
  it("leaves the tree below it as it was", async () => {
    const [first, second] = await statesOf(
      [file("d/a", "1"), file("d/e/b", "1"), file("f/c", "1")],
      [file("d/a", "22"), file("d/e/.wh.b"), file("f"), file("g/.wh..wh..opq")],
    );
    expect(nodeAt(first, "d/a")).toMatchObject({ size: 1 });
    expect(nodeAt(first, "d/e/b")).toMatchObject({ size: 1 });
    expect(nodeAt(first, "f/c")).toMatchObject({ size: 1 });
    expect(nodeAt(first, "g")).toBeUndefined();
    expect(nodeAt(second, "d/a")).toMatchObject({ size: 2 });
    expect(nodeAt(second, "d/e")).toMatchObject({ children: new Map() });
    expect(nodeAt(second, "f")).toMatchObject({ kind: "file" });
  });

  it("shares with it what did not change", async () => {
    const [first, second] = await statesOf([file("a/x"), file("b/c/y"), file("b/d/z")], [file("b/c/new")]);
    expect(nodeAt(second, "a")).toBe(nodeAt(first, "a"));
    expect(nodeAt(second, "b/d")).toBe(nodeAt(first, "b/d"));
    expect(nodeAt(second, "b/c/y")).toBe(nodeAt(first, "b/c/y"));
    expect(nodeAt(second, "b/c")).not.toBe(nodeAt(first, "b/c"));
  });

  it("does not change the layer, so that it can come again after others", async () => {
    const layer = await layerTree(tar([file("d/a", "1"), file("d/.wh.b")]));
    const other = await layerTree(tar([file("d/b", "1"), file("d/.wh.a"), file("e/b")]));
    const trees = [layer, other, layer, other, layer];
    const root = trees.reduce((below, tree) => mergeLayer(below, tree, mergeBudget()), newDirectory());
    expect(nodeAt(root, "d/a")).toMatchObject({ kind: "file" });
    expect(nodeAt(root, "d/b")).toBeUndefined();
    expect([...layer.root.children.keys()]).toEqual(["d"]);
  });

  it("gives a hard link the very file that it leads to, in whatever layer that is", async () => {
    const [, second, third] = await statesOf(
      [file("a", "1")],
      [hardlink("b", "a"), hardlink("d/c", "b"), file("own", "1"), hardlink("link", "own")],
      [file("a", "now another")],
    );
    expect(nodeAt(second, "b")).toBe(nodeAt(second, "a"));
    expect(nodeAt(second, "d/c")).toBe(nodeAt(second, "a"));
    expect(nodeAt(second, "link")).toBe(nodeAt(second, "own"));
    expect(nodeAt(third, "b")).toBe(nodeAt(second, "a"));
    expect(nodeAt(third, "a")).toMatchObject({ size: 11 });
  });

  it("ends where directories with many entries are changed by many layers", async () => {
    const wide = await layerTree(tar(Array.from({ length: 100 }, (_, at) => file(`d/${at}`))));
    const touch = await layerTree(tar([file("d/0")]));
    const budget = { copies: 1000 };
    const merge = (layers: number): Directory =>
      Array.from({ length: layers }, () => touch).reduce(
        (below, tree) => mergeLayer(below, tree, budget),
        mergeLayer(newDirectory(), wide, budget),
      );
    expect(nodeAt(merge(9), "d/99")).toMatchObject({ kind: "file" });
    expect(() => merge(9)).toThrow(/mergedEntries/);
  });
});

describe("owner and mode", () => {
  const root = { mode: 0o644, uid: 0, gid: 0 };

  it("are those of the last entry, setuid and sticky bits among them", async () => {
    const [state] = await statesOf([
      { ...file("bin/su"), mode: 0o104755, uid: 0, gid: 5 },
      { ...directory("tmp"), mode: 0o1777 },
      { ...file("a"), uid: 1 },
      { ...file("a"), uid: 1000, gid: 1000 },
      { ...directory("d"), uid: 1 },
      { ...directory("d"), uid: 2 },
      { ...symlink("l", "a"), mode: 0o700, uid: 3 },
    ]);
    expect(attributesAt(state, "bin/su")).toEqual({ mode: 0o4755, uid: 0, gid: 5 });
    expect(attributesAt(state, "tmp")).toEqual({ mode: 0o1777, uid: 0, gid: 0 });
    expect(attributesAt(state, "a")).toEqual({ ...root, uid: 1000, gid: 1000 });
    expect(attributesAt(state, "d")).toEqual({ ...root, uid: 2 });
    expect(attributesAt(state, "l")).toEqual({ mode: 0o777, uid: 3, gid: 0 });
  });

  it("of a directory are those of the layer below where the layer has only files in it", async () => {
    const [first, second, third] = await statesOf(
      [{ ...directory("d"), mode: 0o700, uid: 7 }, file("d/a"), { ...directory("./"), uid: 9 }],
      [file("d/b")],
      [{ ...directory("d"), mode: 0o750 }],
    );
    expect(attributesAt(second, "d")).toEqual({ mode: 0o700, uid: 7, gid: 0 });
    expect(attributesAt(second, "/")).toEqual({ ...root, uid: 9 });
    expect(attributesAt(third, "d")).toEqual({ ...root, mode: 0o750 });
    expect(nodeAt(third, "d/a")).toBe(nodeAt(first, "d/a"));
  });

  it("of a directory that no entry is about are left open", async () => {
    const [state] = await statesOf([file("d/a")]);
    expect(nodeAt(state, "d")).toMatchObject({ attributes: undefined });
  });

  it("of devices come with their numbers", async () => {
    const [state] = await statesOf([
      { name: "null", type: "3", mode: 0o666, major: 1, minor: 3 },
      { name: "disk", type: "4", major: 8, minor: 0 },
      { name: "pipe", type: "6" },
    ]);
    expect(nodeAt(state, "null")).toMatchObject({ type: "char", major: 1, minor: 3 });
    expect(nodeAt(state, "disk")).toMatchObject({ type: "block", major: 8, minor: 0 });
    expect(nodeAt(state, "pipe")).toMatchObject({ type: "fifo", major: 0, minor: 0 });
  });
});
