import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { json } from "../../src/encode/json.ts";
import { writeOutputFile } from "../../src/publish/files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lumogate-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("an output file", () => {
  test("is written with its folders, replaces what was there, and leaves nothing beside it", async () => {
    const file = path.join(folder, "a", "b", "report.json");
    await writeOutputFile(file, json("a longer text at first"));
    await writeOutputFile(file, json("then"));
    expect(await readFile(file, "utf8")).toBe('"then"\n');
    expect(await readdir(path.dirname(file))).toEqual(["report.json"]);
  });

  test("is written where a link leads, and the link stays", async () => {
    const target = path.join(folder, "target.json");
    const link = path.join(folder, "link.json");
    await writeFile(target, "old");
    await symlink(target, link);
    await writeOutputFile(link, json("new"));
    expect(await readlink(link)).toBe(target);
    expect(await readFile(target, "utf8")).toBe('"new"\n');
  });

  test("may be a pipe, which is written to and not replaced", async () => {
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const read = text(createReadStream(pipe));
    await writeOutputFile(pipe, json("through"));
    expect(await read).toBe('"through"\n');
    expect(await readdir(folder)).toEqual(["pipe"]);
  });

  test.each([
    ["a folder", async () => folder],
    [
      "a file in a file",
      async () => {
        await writeFile(path.join(folder, "file"), "");
        return path.join(folder, "file", "report.json");
      },
    ],
    ["a name that no file system takes", async () => path.join(folder, "x".repeat(300))],
  ])("that cannot be written is an error with its name: %s", async (_, place) => {
    const file = await place();
    const before = await readdir(folder);
    await expect(writeOutputFile(file, json(1))).rejects.toMatchObject({
      code: "output.write",
      message: expect.stringContaining(file),
    });
    expect(await readdir(folder)).toEqual(before);
  });

  test("that cannot take its place leaves no temporary file behind", async () => {
    // Only the rename fails: there is no folder of that name.
    const file = `${path.join(folder, "reports")}/`;
    await expect(writeOutputFile(file, json(1))).rejects.toMatchObject({
      code: "output.write",
      message: expect.not.stringContaining(".lumogate-"),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
