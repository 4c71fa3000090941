import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiskCache } from "../src/disk-cache.ts";
import { LIMITS } from "../src/limits.ts";

const run = promisify(execFile);
const BOUNDS = { entries: 100, bytes: 1_000_000, entryBytes: 500_000 };
const MODULE = JSON.stringify(pathToFileURL(path.resolve("src/disk-cache.ts")).href);

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "lumogate-disk-cache-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** By another run, which knows nothing but the folder. */
async function get(key: string): Promise<string | undefined> {
  return (await new DiskCache(directory, BOUNDS).get(key))?.toString();
}

describe("several runs at once", () => {
  test("see an entry whole, or none", async () => {
    const script = `
      import { DiskCache } from ${MODULE};
      const cache = new DiskCache(${JSON.stringify(directory)}, { entries: 3, bytes: 4e5, entryBytes: 2e5 });
      let seen = 0;
      for (let round = 0; round < 150; round += 1) {
        const key = String([0, 1, 0, 2, 0, 3][round % 6]);
        const kept = await cache.get(key);
        if (kept !== undefined) {
          seen += 1;
          if (kept.length !== 1e5 || kept.some((byte) => byte !== kept[0])) throw new Error("torn");
        }
        await cache.put(key, Buffer.alloc(1e5, round));
      }
      console.log(seen > 0);`;
    const node = async (): Promise<string> =>
      (await run(process.execPath, ["--input-type=module", "-e", script])).stdout;
    expect(await Promise.all([node(), node(), node()])).toEqual(["true\n", "true\n", "true\n"]);
    expect((await readdir(directory)).filter((name) => name.includes("."))).toEqual([]);
  });

  test("may be killed in the middle of a write; what they leave is swept when it is old", async () => {
    await new DiskCache(directory, BOUNDS).put("a", Buffer.from("sound"));
    const half = await killedWriter();
    expect(await get("a")).toBe("sound");
    await new DiskCache(directory, BOUNDS).put("b", Buffer.from("2"));
    expect(await readdir(directory)).toContain(half);
    const old = new Date(Date.now() - LIMITS.cacheWriteMs - 1000);
    await utimes(path.join(directory, half), old, old);
    await new DiskCache(directory, BOUNDS).put("c", Buffer.from("3"));
    expect(await readdir(directory)).not.toContain(half);
    expect([await get("a"), await get("b"), await get("c")]).toEqual(["sound", "2", "3"]);
  });
});

/** A run that puts a large entry again and again, killed when a file is seen that is not an entry's. @returns that name */
async function killedWriter(): Promise<string> {
  const script = `
    import { DiskCache } from ${MODULE};
    const cache = new DiskCache(${JSON.stringify(directory)}, { entries: 3, bytes: 4e9, entryBytes: 2e9 });
    for (;;) await cache.put("big", Buffer.alloc(5e7));`;
  for (;;) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
    const ended = once(child, "exit");
    let half: string | undefined;
    while (half === undefined) half = (await readdir(directory)).find((name) => name.includes("."));
    child.kill("SIGKILL");
    await ended;
    // It may just have been renamed.
    if ((await readdir(directory)).includes(half)) return half;
  }
}
