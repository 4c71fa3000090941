import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, linkSync, readdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Extractor } from "../../src/model/extractor.ts";
import type { ImageTree, TreeEntry } from "../../src/model/image.ts";
import { dir } from "../../src/sources/dir.ts";
import { openRoot } from "../../src/sources/host-entry.ts";
import { HostFiles } from "../../src/sources/host-files.ts";
import { hostTree } from "../../src/sources/host-tree.ts";
import { openOnly } from "../support/archive.ts";
import { extractor, shownEntries, tellingExtractor } from "../support/extractor.ts";
import { temporaryFolder, unpack } from "../support/folder.ts";
import { sourceContext } from "../support/source-context.ts";
import { directory, fifo, file, hardlink, symlink, type TarMember } from "../support/tar.ts";

function folderOf(...members: TarMember[]): string {
  const folder = temporaryFolder();
  unpack(folder, members);
  return folder;
}

async function treeOf(folder: string, using: Extractor = tellingExtractor()): Promise<ImageTree> {
  const image = await openOnly(dir, folder, sourceContext({ extractor: using }));
  onTestFinished(() => image.close());
  if (image.tree === undefined) throw new Error("a folder has a tree");
  return image.tree();
}

const paths = (tree: ImageTree): string[] => [...tree.entries()].map((entry) => entry.path);

test("all of a folder is in its tree, with what was found in its files", async () => {
  const members = [
    file("etc/a", "content"),
    hardlink("etc/b", "etc/a"),
    symlink("l", "etc"),
    directory("empty"),
  ];
  const tree = await treeOf(folderOf(...members, fifo("p")));
  const facts = { path: expect.stringMatching(/^etc\/[ab]$/) as string, head: "cont", bytes: 7 };
  expect(shownEntries(tree)).toEqual({
    "/empty": { kind: "directory", size: 0 },
    "/etc": { kind: "directory", size: 0 },
    "/etc/a": { kind: "file", size: 7, facts },
    "/etc/b": { kind: "file", size: 7, facts },
    "/l": { kind: "symlink", size: 0, target: "etc" },
    "/p": { kind: "special", size: 0 },
  });
  expect(tree.entry("/etc/a")?.facts).toBe(tree.entry("/etc/b")?.facts);
  expect(await tree.files.readFile("/l/a")).toMatchObject({ kind: "file", path: "/etc/a" });
});

test("where nothing is held, the same is found", async () => {
  const folder = folderOf(file("etc/a", "content"), file("etc/d/b", "b"), symlink("l", "etc"), fifo("p"));
  const root = await openRoot(folder, false);
  const signal = new AbortController().signal;
  const files = new HostFiles(root, signal);
  const tree = await hostTree(root, folder, { files, extractor: tellingExtractor(), signal });
  expect(shownEntries(tree)).toEqual(shownEntries(await treeOf(folder)));
});

test("modes and owners are the file system's", async () => {
  const folder = folderOf(file("f", "x"), directory("d"));
  chmodSync(path.join(folder, "f"), 0o4750);
  chmodSync(path.join(folder, "d"), 0o1777);
  const owner = { uid: process.getuid?.(), gid: process.getgid?.() };
  expect([...(await treeOf(folder)).entries()]).toMatchObject([
    { path: "/d", mode: 0o1777, ...owner },
    { path: "/f", mode: 0o4750, ...owner },
  ]);
});

describe("a hostile folder", () => {
  test("leads nowhere by its links, and nobody waits for its pipes and sockets", async () => {
    const folder = folderOf(symlink("up", ".."), symlink("loop", "loop"), symlink("root", "/"), fifo("pipe"));
    symlinkSync(folder, path.join(folder, "self"));
    const server = createServer().listen(path.join(folder, "socket"));
    await once(server, "listening");
    onTestFinished(() => void server.close());
    expect(paths(await treeOf(folder))).toEqual(["/loop", "/pipe", "/root", "/self", "/up"]);
  });

  test("that is nested too deeply says where nobody looked", async () => {
    const deep = "d/".repeat(LIMITS.openDirectories + 3);
    const before = readdirSync("/proc/self/fd").length;
    const tree = await treeOf(folderOf(file(`${deep}f`, "x"), file("z", "z")));
    const unread = [...tree.entries()].filter((entry) => entry.unread !== undefined);
    expect(unread).toMatchObject([
      {
        path: `/${"d/".repeat(LIMITS.openDirectories).slice(0, -1)}`,
        unread: expect.stringContaining("limit openDirectories") as string,
      },
    ]);
    expect(tree.entry("/z")?.facts).toBeDefined();
    // The root's own stays open until the image is closed.
    expect(readdirSync("/proc/self/fd").length).toBeLessThanOrEqual(before + 2);
  });

  test("whose file shrinks while it is looked into says so, and the others are there", async () => {
    const folder = folderOf(file("a", "x".repeat(LIMITS.contentBytes / 1024)), file("b", "b"));
    const using = tellingExtractor({
      extract: async (seen, content) => {
        if (seen.path === "a") spawnSync("truncate", ["--size", "10", path.join(folder, "a")]);
        await content.read(100, 100);
        return Buffer.from("{}");
      },
    });
    const tree = await treeOf(folder, using);
    expect(tree.entry("/a")?.unread).toBe("It was changed while it was being read.");
    expect(tree.entry("/b")?.facts).toEqual({});
  });

  test("does not hide an extractor that throws", async () => {
    const using = tellingExtractor({ extract: () => Promise.reject(new Error("a bug")) });
    await expect(treeOf(folderOf(file("a", "a")), using)).rejects.toThrow("a bug");
  });

  test("does not show what the machine has in proc, sys and dev, but in folders of the same name below", async () => {
    const folder = folderOf(
      file("proc/1/x", "x"),
      file("dev/x", "x"),
      file("sys/x", "x"),
      file("a/proc/x", "x"),
    );
    expect(paths(await treeOf(folder))).toEqual(["/a", "/a/proc", "/a/proc/x"]);
  });
});

test("files that look like hard links of each other, and are none, keep their own", async () => {
  const folder = folderOf(file("a", "one"), file("b", "two"));
  for (const name of ["a", "b"]) linkSync(path.join(folder, name), path.join(folder, `${name}2`));
  appendFileSync(path.join(folder, "b"), "!");
  const tree = await treeOf(folder);
  const heads = ["a", "a2", "b", "b2"].map(
    (name) => (tree.entry(`/${name}`)?.facts as { head?: string } | undefined)?.head,
  );
  expect(heads).toEqual(["one", "one", "two!", "two!"]);
});

const isRoot = process.getuid?.() === 0;

/** Root may read everything: as nobody, in a process of its own. */
test.skipIf(!isRoot)(
  "what must not be read says so: a file, a folder, a folder that may only be listed",
  () => {
    const folder = folderOf(
      file("open", "x"),
      file("secret", "x"),
      file("closed/x", "x"),
      file("listed/x", "x"),
    );
    const modes = { ".": 0o755, open: 0o644, secret: 0o600, closed: 0o700, listed: 0o744 };
    for (const [name, mode] of Object.entries(modes)) chmodSync(path.join(folder, name), mode);
    const script = `
    process.setgid(65534); process.setuid(65534);
    const root = await openRoot(${JSON.stringify(folder)});
    const options = { files: undefined, extractor: tellingExtractor(), signal: new AbortController().signal };
    const tree = await hostTree(root, "folder", options);
    console.log(JSON.stringify([...tree.entries()].map(({ path, kind, unread, facts }) => ({ path, kind, unread, facts }))));
  `;
    const imports = [
      ["openRoot", "../../src/sources/host-entry.ts"],
      ["hostTree", "../../src/sources/host-tree.ts"],
      ["tellingExtractor", "../support/extractor.ts"],
    ].map(
      ([name, place]) =>
        `import { ${name} } from ${JSON.stringify(path.join(import.meta.dirname, place ?? ""))};`,
    );
    const child = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", `${imports.join("\n")}${script}`],
      {
        encoding: "utf8",
      },
    );
    expect(child.stderr).toBe("");
    const reason = expect.stringMatching(/^It cannot be read: EACCES: /) as string;
    expect(JSON.parse(child.stdout) as TreeEntry[]).toEqual([
      { path: "/closed", kind: "directory", unread: reason },
      { path: "/listed", kind: "directory" },
      { path: "/listed/x", kind: "special", unread: reason },
      { path: "/open", kind: "file", facts: { path: "open", head: "x", bytes: 1 } },
      { path: "/secret", kind: "file", unread: reason },
    ]);
  },
);

test("where nothing is to be looked into, no file is opened", async () => {
  const folder = folderOf(file("a", "a"));
  expect(shownEntries(await treeOf(folder, extractor()))).toEqual({ "/a": { kind: "file", size: 1 } });
});
