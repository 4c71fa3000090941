import { describe, expect, it } from "vitest";
import { boundedFiles } from "../../../src/inventory/ownership/bounded-files.ts";
import { RealFolders } from "../../../src/inventory/ownership/real-folders.ts";
import type { ImageTree } from "../../../src/model/image.ts";
import { imageOf } from "../../support/image.ts";
import { file, symlink, type TarMember } from "../../support/tar.ts";

async function treeOf(members: readonly TarMember[]): Promise<ImageTree> {
  const tree = await (await imageOf([members])).tree?.();
  if (tree === undefined) throw new Error("an image of tars has a tree");
  return tree;
}

describe("RealFolders", () => {
  it.each([
    ["/bin", "/usr/bin"],
    ["/bin/x", "/usr/bin/x"],
    ["/up/lib", "/usr/lib"],
    ["/twice/sub", "/usr/bin/sub"],
    ["/usr/bin/../lib/./x/", "/usr/lib/x"],
    ["/gone/../bin", "/gone/../bin"],
    ["/out", "/etc"],
    ["/loop/x", "/loop/x"],
    ["/nothing/here", "/not/there/here"],
    ["", ""],
  ])("leads %s to %s", async (path, real) => {
    const tree = await treeOf([
      file("usr/bin/tool"),
      file("usr/lib/x/file"),
      file("etc/passwd"),
      symlink("bin", "usr/bin"),
      symlink("up", "bin/.."),
      symlink("twice", "/bin"),
      symlink("out", "../../../etc"),
      symlink("loop", "loop"),
      symlink("nothing", "/not/there"),
    ]);
    expect(new RealFolders(tree).of(path)).toBe(real);
  });

  it("follows each of a web of links once", async () => {
    const links = Array.from({ length: 39 }, (_, at) => symlink(`l${at}`, `l${at + 1}/../l${at + 1}`));
    const places = new RealFolders(await treeOf([...links, file("l39/file")]));
    const started = performance.now();
    expect(places.of("/l0/file")).toBe("/l39/file");
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("looks for nothing below what is not there", async () => {
    const tree = await treeOf([file("etc/passwd")]);
    let asked = 0;
    const places = new RealFolders({
      ...tree,
      entry: (path) => {
        asked += 1;
        return tree.entry(path);
      },
    });
    for (let at = 0; at < 100; at += 1) places.of(`/gone${at}${"/x".repeat(1000)}`);
    expect(asked).toBe(100);
  });
});

describe("boundedFiles", () => {
  it("reads files until all have as many bytes as the limit, also by way of links", async () => {
    const tree = await treeOf([file("a", "1"), symlink("link", "large"), file("large", "22")]);
    const lying: ImageTree = {
      ...tree,
      entry: (path) => {
        const entry = tree.entry(path);
        return entry === undefined ? undefined : { ...entry, size: path === "/large" ? 10 : 1 };
      },
    };
    const files = boundedFiles(lying, new RealFolders(lying), { bytes: 3, name: "test" });
    expect(await files.readFile("/a")).toMatchObject({ kind: "file" });
    expect(await files.readFile("/link")).toMatchObject({ kind: "unreadable", path: "/link" });
    expect(await files.readFile("/a")).toMatchObject({ kind: "file" });
    expect(await files.readFile("/gone")).toEqual({ kind: "absent" });
  });
});
