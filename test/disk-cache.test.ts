import { execFile } from "node:child_process";
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiskCache } from "../src/disk-cache.ts";

const run = promisify(execFile);
const BOUNDS = { entries: 100, bytes: 1_000_000, entryBytes: 500_000 };

let parent: string;
let directory: string;
let cache: DiskCache;

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), "lumogate-disk-cache-"));
  directory = path.join(parent, "not", "there", "yet");
  cache = new DiskCache(directory, BOUNDS);
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function put(key: string, content: string): Promise<void> {
  await cache.put(key, Buffer.from(content));
}

/** By another run, which knows nothing but the folder. */
async function get(key: string): Promise<string | undefined> {
  return (await new DiskCache(directory, BOUNDS).get(key))?.toString();
}

async function namesIn(): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

/** The one file that is there. */
async function entry(): Promise<string> {
  const names = await readdir(directory);
  expect(names).toHaveLength(1);
  return path.join(directory, names[0] ?? "");
}

describe("a cache", () => {
  test("gives back what was put, in a folder that is nobody else's", async () => {
    await put("a", "1");
    await put("b", "2");
    await put("a", "3");
    expect([await get("a"), await get("b"), await get("c")]).toEqual(["3", "2", undefined]);
    expect((await lstat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory))
      expect((await lstat(path.join(directory, name))).mode & 0o777).toBe(0o600);
  });

  test("takes any text for a key, and no key for a path", async () => {
    for (const key of ["../../x", "/etc/passwd", "", "\0", "é\n"]) {
      await put(key, `of ${key}`);
      expect(await get(key)).toBe(`of ${key}`);
    }
    expect(await readdir(parent)).toEqual(["not"]);
  });

  test("keeps nothing that is larger than an entry may be", async () => {
    await put("a", "x".repeat(BOUNDS.entryBytes));
    expect(await get("a")).toBeUndefined();
  });
});

describe("an entry counts as none", () => {
  test.each<[string, (entry: Buffer) => Uint8Array]>([
    ["cut short", (content) => content.subarray(0, -1)],
    ["cut short within its digest", (content) => content.subarray(0, 10)],
    ["empty", () => Buffer.alloc(0)],
    ["longer than it was", (content) => Buffer.concat([content, Buffer.from("x")])],
    ["changed in one bit", (content) => content.map((byte, at) => (at === 70 ? byte ^ 1 : byte))],
    ["without a digest", (content) => content.subarray(content.indexOf("\n") + 1)],
    ["larger than an entry may be", () => Buffer.alloc(BOUNDS.entryBytes + 1)],
  ])("where it is %s, until it is put again", async (_what, damage) => {
    await put("a", "one and two");
    await writeFile(await entry(), damage(await readFile(await entry())));
    expect(await get("a")).toBeUndefined();
    await put("a", "one and two");
    expect(await get("a")).toBe("one and two");
  });

  test("under the name of another, by a link and by a copy", async () => {
    await put("clean", "no packages");
    const clean = await entry();
    const other = path.join(parent, "other");
    await new DiskCache(other, BOUNDS).put("bad", Buffer.from("x"));
    const bad = path.join(directory, (await readdir(other))[0] ?? "");
    await link(clean, bad);
    expect(await get("bad")).toBeUndefined();
    await rename(clean, bad);
    expect(await get("bad")).toBeUndefined();
  });

  test.runIf(process.getuid).each([0o620, 0o602, 0o666])("where others may write to it: %o", async (mode) => {
    await put("a", "1");
    await chmod(await entry(), mode);
    expect(await get("a")).toBeUndefined();
  });

  test.runIf(process.getuid?.() === 0)("where somebody else owns it", async () => {
    await put("a", "1");
    const file = await open(await entry());
    await file.chown(65_534, 65_534);
    await file.close();
    expect(await get("a")).toBeUndefined();
  });

  test("where it is a link, a folder or a pipe", async () => {
    await put("a", "1");
    const file = await entry();
    const elsewhere = path.join(parent, "elsewhere");
    await rename(file, elsewhere);
    await symlink(elsewhere, file);
    expect(await get("a")).toBeUndefined();
    await put("a", "2");
    expect([await get("a"), (await lstat(file)).isFile()]).toEqual(["2", true]);
    await rm(file);
    await mkdir(file);
    expect(await get("a")).toBeUndefined();
    await put("a", "3");
    expect(await get("a")).toBeUndefined();
    await rm(file, { recursive: true });
    await run("mkfifo", [file]);
    expect(await get("a")).toBeUndefined();
  });
});

describe("a cache that cannot be used is as if there were none:", () => {
  test("a file in its place", async () => {
    await mkdir(path.dirname(directory), { recursive: true });
    await writeFile(directory, "");
    await put("a", "1");
    expect(await get("a")).toBeUndefined();
  });

  test.runIf(process.getuid)("a folder that others may write to, or a link", async () => {
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o777);
    await put("a", "1");
    expect(await readdir(directory)).toEqual([]);
    await chmod(directory, 0o700);
    await rename(directory, path.join(parent, "real"));
    await symlink(path.join(parent, "real"), directory);
    await put("a", "1");
    expect(await readdir(directory)).toEqual([]);
  });

  test.runIf(process.platform === "linux")("a full disk", async () => {
    // A bound on the size of files stands for it: a write ends in the same way, in the middle.
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const limited = `ulimit -f 1; trap "" XFSZ; exec "$0" "$@"`;
    const script = `
      import { DiskCache } from ${JSON.stringify(pathToFileURL(path.resolve("src/disk-cache.ts")).href)};
      await new DiskCache(${JSON.stringify(directory)}, ${JSON.stringify(BOUNDS)}).put("a", Buffer.alloc(100_000));
      console.log("lived");`;
    const args = ["-c", limited, process.execPath, "--input-type=module", "-e", script];
    const { stdout: out } = await run("sh", args);
    expect(out).toBe("lived\n");
    expect(await readdir(directory)).toEqual([]);
  });
});

describe("the cache's size", () => {
  test("is bounded by number: what was not used for longest goes", async () => {
    const few = new DiskCache(directory, { ...BOUNDS, entries: 4 });
    for (const [at, key] of ["a", "b", "c", "d"].entries()) {
      const before = new Set(await namesIn());
      await few.put(key, Buffer.from(key));
      const name = (await namesIn()).find((one) => !before.has(one)) ?? "";
      await utimes(path.join(directory, name), at, at);
    }
    expect(await get("a")).toBe("a");
    await few.put("e", Buffer.from("e"));
    expect([await get("a"), await get("b"), await get("c"), await get("d"), await get("e")]).toEqual([
      "a",
      undefined,
      undefined,
      "d",
      "e",
    ]);
  });

  test("is bounded by bytes, whoever wrote them", async () => {
    for (let at = 0; at < 8; at += 1)
      await new DiskCache(directory, BOUNDS).put(`${at}`, Buffer.alloc(400_000));
    const sizes = (await readdir(directory)).map(
      async (name) => (await lstat(path.join(directory, name))).size,
    );
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(BOUNDS.bytes);
    expect(total).toBeGreaterThan(0);
    expect(await get("7")).toBeDefined();
  });
});
