import { once } from "node:events";
import { chmod, link, rename, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ContextEntry, walkContext } from "../../../src/engine/build/context.ts";
import { parseIgnoreFile } from "../../../src/engine/build/ignore.ts";
import { makeFolder } from "./folder.ts";

async function walk(root: string, ignore = ""): Promise<ContextEntry[]> {
  const rules = parseIgnoreFile({ path: ".dockerignore", content: Buffer.from(ignore) });
  const entries: ContextEntry[] = [];
  for await (const entry of walkContext(root, rules)) entries.push(entry);
  return entries;
}

async function paths(root: string, ignore = ""): Promise<string[]> {
  return (await walk(root, ignore)).map((entry) => entry.path);
}

async function read(entry: ContextEntry | undefined): Promise<string> {
  if (entry?.type !== "file") throw new Error(`${entry?.path} is no file`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.content()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("a build context", () => {
  it("comes with each folder in front of what it holds, names in the order of their bytes", async () => {
    // By UTF-16 the astral letter would stand in front of the other.
    const root = await makeFolder({
      "b/x": "",
      "b.txt": "",
      "b/a/y": "",
      B: "",
      "\uFFFD": "",
      "\u{1F600}": "",
      "e/": "",
    });
    expect(await paths(root)).toEqual(["B", "b", "b/a", "b/a/y", "b/x", "b.txt", "e", "\uFFFD", "\u{1F600}"]);
  });

  it("has an ignored folder only where something below it is kept, once and in front of it", async () => {
    const root = await makeFolder({ "a/b/c/keep": "", "a/b/d/keep": "", "a/x": "", "n/m/x": "", z: "" });
    expect(await paths(root, "a\nn\n!**/keep")).toEqual([
      "a",
      "a/b",
      "a/b/c",
      "a/b/c/keep",
      "a/b/d",
      "a/b/d/keep",
      "z",
    ]);
  });

  it("says of each entry what the disk says: permissions, time, size, content", async () => {
    const root = await makeFolder({ f: "x".repeat(100_000), "d/": "" });
    await chmod(path.join(root, "f"), 0o4755);
    await chmod(path.join(root, "d"), 0o1777);
    await utimes(path.join(root, "f"), 1_600_000_000.5, 1_600_000_000.5);
    const [folder, file] = await walk(root);
    expect(folder).toMatchObject({ type: "directory", mode: 0o1777 });
    expect(file).toMatchObject({
      type: "file",
      mode: 0o4755,
      size: 100_000,
      mtimeNs: 1_600_000_000_500_000_000n,
    });
    expect(await read(file)).toBe("x".repeat(100_000));
  });

  it("has links as links, wherever they point, and does not walk through them", async () => {
    const root = await makeFolder({ "d/f": "" });
    await symlink("/etc", path.join(root, "outside"));
    await symlink("d", path.join(root, "inside"));
    await symlink("gone", path.join(root, "nowhere"));
    expect((await walk(root)).filter(({ type }) => type === "symlink")).toMatchObject([
      { path: "inside", target: "d" },
      { path: "nowhere", target: "gone" },
      { path: "outside", target: "/etc" },
    ]);
    expect(await paths(root)).toEqual(["d", "d/f", "inside", "nowhere", "outside"]);
  });

  it("has the second name of a file as a hard link to the first that is kept", async () => {
    const root = await makeFolder({ a: "text" });
    await link(path.join(root, "a"), path.join(root, "b"));
    await link(path.join(root, "a"), path.join(root, "c"));
    expect(await walk(root, "a")).toMatchObject([
      { path: "b", type: "file" },
      { path: "c", type: "hard-link", target: "b" },
    ]);
  });

  it("leaves sockets out", async () => {
    const root = await makeFolder({ a: "" });
    const server = net.createServer().listen(path.join(root, "s"));
    onTestFinished(() => void server.close());
    await once(server, "listening");
    expect(await paths(root)).toEqual(["a"]);
  });

  it("refuses a name that is not UTF-8, which would be sent as another name", async () => {
    const root = await makeFolder({ "d/": "" });
    await writeFile(Buffer.concat([Buffer.from(path.join(root, "d/")), Buffer.from([0x66, 0xff])]), "");
    await expect(paths(root)).rejects.toMatchObject({ code: "build.context" });
    expect(await paths(root, "d")).toEqual([]);
  });

  it("does not read through a link that took a file's place meanwhile", async () => {
    const root = await makeFolder({ f: "mine", "../": "" });
    const [file] = await walk(root);
    await rename(path.join(root, "f"), path.join(root, "g"));
    await symlink("g", path.join(root, "f"));
    await expect(read(file)).rejects.toMatchObject({ code: "build.context" });
  });

  it("has a file as long as it was announced, and fails where it became shorter", async () => {
    const root = await makeFolder({ grows: "ab", shrinks: "ab" });
    const [grows, shrinks] = await walk(root);
    await writeFile(path.join(root, "grows"), "abcdef");
    await truncate(path.join(root, "shrinks"), 1);
    expect(await read(grows)).toBe("ab");
    await expect(read(shrinks)).rejects.toMatchObject({ code: "build.context" });
  });
});
