import { expect, it } from "vitest";
import type { ImageTree } from "../../src/model/image.ts";
import { imageFiles } from "../../src/oci/files.ts";
import { imageTree } from "../../src/oci/image-tree.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { newDirectory } from "../../src/oci/tree.ts";
import { layerTree } from "../support/image.ts";
import { directory, fifo, file, hardlink, pax, symlink, tar, type TarMember } from "../support/tar.ts";

async function treeOf(...layers: readonly (readonly TarMember[])[]): Promise<ImageTree> {
  let root = newDirectory();
  for (const members of layers) root = mergeLayer(root, await layerTree(tar(members)), mergeBudget());
  return imageTree(
    root,
    imageFiles(root, () => Promise.reject(new Error("nobody reads"))),
  );
}

const paths = (tree: ImageTree): string[] => [...tree.entries()].map(({ path }) => path);

const CAPABILITIES = "\x01\0\0\x02\0\x20\0\0\n\xff";
const capable = (name: string): TarMember[] => [
  pax({ "SCHILY.xattr.security.capability": CAPABILITIES }),
  file(name, "x"),
];

const capableIn = (tree: ImageTree): string[] =>
  [...tree.entries()].flatMap(({ path, capabilities }) =>
    capabilities === undefined ? [] : [`${path} ${Buffer.from(capabilities).toString("hex")}`],
  );

it("has a directory before what lies in it, and names in the order of their bytes", async () => {
  const tree = await treeOf([
    file("b/x"),
    file("b-1"),
    file("a"),
    file("\xc3\xa9"),
    file("\xff"),
    file("b/A"),
  ]);
  expect(paths(tree)).toEqual(["/a", "/b", "/b/A", "/b/x", "/b-1", "/é", "/ÿ"]);
});

it("has each kind of entry with its own: owner, size, target", async () => {
  const tree = await treeOf([
    { name: "d/", type: "5", mode: 0o1777, uid: 1, gid: 2 },
    { name: "d/f", content: "four", mode: 0o4755 },
    symlink("d/l", "../x"),
    fifo("d/p"),
    file("implied/x"),
  ]);
  expect([...tree.entries()]).toEqual([
    { path: "/d", kind: "directory", mode: 0o1777, uid: 1, gid: 2, size: 0 },
    { path: "/d/f", kind: "file", mode: 0o4755, uid: 0, gid: 0, size: 4 },
    { path: "/d/l", kind: "symlink", mode: 0o777, uid: 0, gid: 0, size: 0, target: "../x" },
    { path: "/d/p", kind: "special", mode: 0o644, uid: 0, gid: 0, size: 0 },
    { path: "/implied", kind: "directory", mode: 0o755, uid: 0, gid: 0, size: 0 },
    { path: "/implied/x", kind: "file", mode: 0o644, uid: 0, gid: 0, size: 0 },
  ]);
});

it("leaves out what runtimes put there, and directories that hold nothing else", async () => {
  const runtimes = [".dockerenv", "dev/null", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab"].map(
    (name) => file(name),
  );
  const more = [
    file("proc/self/root/x"),
    directory("sys"),
    file("run/.containerenv"),
    directory("run/secrets"),
  ];
  expect(paths(await treeOf([...runtimes, ...more]))).toEqual([]);
  const kept = await treeOf([
    ...runtimes,
    ...more,
    file("etc/passwd"),
    file("opt/proc/x"),
    directory("run/lock"),
  ]);
  expect(paths(kept)).toEqual([
    "/etc",
    "/etc/passwd",
    "/opt",
    "/opt/proc",
    "/opt/proc/x",
    "/run",
    "/run/lock",
  ]);
  expect(kept.entry("/etc/hosts")).toBeUndefined();
  expect(kept.entry("/proc/self/root/x")).toBeUndefined();
});

it("leaves out no folder that an image has in place of a runtime's file, with what is in it", async () => {
  const hidden = [
    ".dockerenv/app",
    "etc/hosts/app",
    "etc/mtab/app",
    "run/.containerenv/app",
    "run/secrets/app",
  ];
  const tree = await treeOf(hidden.map((name) => file(name)));
  for (const name of hidden) {
    expect(paths(tree)).toContain(`/${name}`);
    expect(tree.entry(`/${name}`)?.kind).toBe("file");
  }
});

it("finds an entry by its own path only", async () => {
  const tree = await treeOf([file("usr/bin/x"), symlink("bin", "usr/bin")]);
  expect(tree.entry("/usr/bin/x")?.kind).toBe("file");
  expect(tree.entry("/bin")?.kind).toBe("symlink");
  for (const path of ["/bin/x", "/usr/bin/x/", "/usr/bin/y", "usr", "/", "", "/usr//bin"])
    expect([path, tree.entry(path)]).toEqual([path, undefined]);
});

it("says of a hard link to nothing that it cannot be looked into", async () => {
  expect([...(await treeOf([hardlink("l", "nothing")])).entries()]).toMatchObject([
    { path: "/l", kind: "special", unread: expect.stringContaining("hard link") as string },
  ]);
});

it("has a file's capabilities as they are on every engine: with its last entry, links among them", async () => {
  const bytes = Buffer.from(CAPABILITIES, "latin1").toString("hex");
  expect(capableIn(await treeOf([...capable("a"), file("b")]))).toEqual([`/a ${bytes}`]);
  expect(capableIn(await treeOf(capable("a"), [file("a")]))).toEqual([]);
  // An engine that sets a file's owner takes its capabilities away, and does so with each of its links.
  expect(capableIn(await treeOf([...capable("a"), hardlink("l", "a")]))).toEqual([]);
  const again = pax({ "SCHILY.xattr.security.capability": CAPABILITIES });
  expect(capableIn(await treeOf([...capable("a"), again, hardlink("l", "a")]))).toEqual([
    `/a ${bytes}`,
    `/l ${bytes}`,
  ]);
});

it("has no capabilities of links and directories, and none in a form that no engine reads", async () => {
  const own = pax({ "SCHILY.xattr.security.capability": CAPABILITIES });
  const other = pax({ "LIBARCHIVE.xattr.security.capability": "AQAAAgAgAAAAAAAAAAAAAAAAAAA=" });
  const tree = await treeOf([own, directory("d"), own, symlink("l", "d"), other, file("f")]);
  expect([...tree.entries()].filter((entry) => "capabilities" in entry)).toEqual([]);
});
