import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ImageFiles } from "../../src/model/image.ts";
import { contentOf, type HostEntry, openChild, openRoot } from "../../src/sources/host-entry.ts";
import { HostFiles } from "../../src/sources/host-files.ts";
import { filesIn, temporaryFolder, unpack } from "../support/folder.ts";
import { directory, file, symlink, type TarMember } from "../support/tar.ts";

/** A folder `root` of these members, beside a folder `outside` in which there is a file `secret`. */
function folderOf(...members: TarMember[]): string {
  const parent = temporaryFolder();
  unpack(parent, [file("outside/secret", "secret"), directory("root")]);
  unpack(path.join(parent, "root"), members);
  return path.join(parent, "root");
}

async function filesOf(...members: TarMember[]): Promise<ImageFiles> {
  return filesIn(folderOf(...members));
}

const LINK_TO_NOTHING = {
  kind: "unreadable",
  reason: expect.stringMatching(
    /^It is a link to (?:nothing: "\/.*" is not there|"\/proc\/.*", where)/,
  ) as string,
};

describe("no link leads out of the folder:", () => {
  test.each<[string, string]>([
    ["up", "../../outside/secret"],
    ["far up", `${"../".repeat(100)}etc/passwd`],
    ["up behind the root", "/../../outside/secret"],
    ["the machine's own", "/etc/passwd"],
    ["by way of a directory's link", "/out/secret"],
    ["by way of this process", "/proc/self/cwd/package.json"],
    ["by way of what this process has open", "/proc/self/fd/0"],
  ])("%s", async (_what, target) => {
    const files = await filesOf(symlink("x", target), symlink("out", "../outside"), symlink("up", ".."));
    expect(await files.readFile("/x")).toMatchObject(LINK_TO_NOTHING);
    expect((await files.readFile(`/up/${target}`)).kind).not.toBe("file");
    expect(await files.readDirectory("/out")).toMatchObject(LINK_TO_NOTHING);
    expect(await files.stat("/x")).toBe("other");
  });

  test("what is missing behind a link that leads somewhere is absent, as it is without the link", async () => {
    const files = await filesOf(file("usr/lib/x"), symlink("lib", "usr/lib"), symlink("l", "lib/x"));
    for (const asked of ["/lib/apk/db", "/l/x", "/usr/lib/x/y"])
      expect([asked, await files.readFile(asked)]).toEqual([asked, { kind: "absent" }]);
  });

  test("a decoy where a runtime mounts its own is not read by a link", async () => {
    const files = await filesOf(file("proc/self/root/t", "decoy"), symlink("x", "/proc/self/root/t"));
    expect(await files.readFile("/x")).toMatchObject(LINK_TO_NOTHING);
  });

  test("a place within that has the same name is meant instead", async () => {
    const files = await filesOf(file("etc/passwd", "inside"), symlink("x", "../../../../etc/passwd"));
    expect(await files.readFile("/x")).toMatchObject({ path: "/etc/passwd", bytes: Buffer.from("inside") });
  });

  test.each([true, false])("not in a directory's list, either (held: %s)", async (canHold) => {
    const folder = folderOf(
      symlink("d/out", "../../outside/secret"),
      symlink("d/in", "/in"),
      file("in", "1"),
      file("d/a", "2"),
    );
    expect(await (await filesIn(folder, canHold)).readDirectory("/d")).toEqual({
      kind: "directory",
      path: "/d",
      files: [
        { path: "/d/a", bytes: Buffer.from("2") },
        { path: "/in", bytes: Buffer.from("1") },
      ],
      unreadable: [{ ...LINK_TO_NOTHING, path: "/d/out", missing: "/outside/secret" }],
    });
  });
});

describe("what is swapped while it is being read", () => {
  test("is read as it was, or not at all", async () => {
    const folder = folderOf(file("etc/x", "inside"), file("etc/y", "inside"));
    const root = await openRoot(folder);
    const etc = await found(root, "etc");
    const x = await found(etc, "x");
    renameSync(path.join(folder, "etc"), path.join(folder, "etc.old"));
    symlinkSync("../outside", path.join(folder, "etc"));
    renameSync(path.join(folder, "etc.old/y"), path.join(folder, "etc.old/x"));
    expect(await openChild(etc, "secret")).toBeUndefined();
    expect(String(await contentOf(x))).toBe("inside");
    for (const { handle } of [x, etc, root]) await handle?.close();
  });

  test("is noticed where it cannot be held", async () => {
    const folder = folderOf(file("x", "inside"), file("y", "inside"), file("z", "inside"));
    const root = await openRoot(folder, false);
    const [x, y, z] = await Promise.all(["x", "y", "z"].map((name) => found(root, name)));
    rmSync(path.join(folder, "x"));
    symlinkSync("../outside/secret", path.join(folder, "x"));
    renameSync(path.join(folder, "../outside/secret"), path.join(folder, "y"));
    rmSync(path.join(folder, "z"));
    spawnSync("mkfifo", [path.join(folder, "z")]);
    await expect(contentOf(x as HostEntry)).rejects.toMatchObject({ code: "ELOOP" });
    expect(await contentOf(y as HostEntry)).toBeUndefined();
    expect(await contentOf(z as HostEntry)).toBeUndefined();
  });

  test.each(["longer", ""])("is unreadable where it is not as long as it was: %j", async (now) => {
    const folder = folderOf(file("x", "inside"));
    const root = await openRoot(folder);
    const x = await found(root, "x");
    writeFileSync(path.join(folder, "x"), now === "" ? "" : "inside, and longer");
    expect(await contentOf(x)).toBeUndefined();
    for (const { handle } of [x, root]) await handle?.close();
  });

  test.runIf(process.platform === "linux")("again and again never leads outside", async () => {
    const folder = folderOf(file("etc/secret", "inside"));
    // A directory and a link to another one in turn, as fast as can be.
    const script = `
      const { renameSync, symlinkSync } = require("node:fs");
      process.chdir(${JSON.stringify(folder)});
      symlinkSync("../outside", "link");
      process.send("ready");
      for (;;) { renameSync("etc", "d"); renameSync("link", "etc"); renameSync("etc", "link"); renameSync("d", "etc"); }`;
    const swapper = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const ended = once(swapper, "exit");
    try {
      await once(swapper, "message");
      const files = await filesIn(folder);
      const seen = new Set<string>();
      for (let round = 0; round < 3000; round += 1) {
        const answer = await files.readFile("/etc/secret");
        seen.add(answer.kind === "file" ? String(Buffer.from(answer.bytes)) : answer.kind);
      }
      expect([...seen]).toContain("inside");
      expect([...seen]).not.toContain("secret");
    } finally {
      swapper.kill("SIGKILL");
      await ended;
    }
  });
});

async function found(where: HostEntry, name: string): Promise<HostEntry> {
  const entry = await openChild(where, name);
  if (entry === undefined) throw new Error(`${name} was made`);
  return entry;
}

test.runIf(process.platform === "linux")("nothing stays open", async () => {
  const before = readdirSync("/proc/self/fd").length;
  const folder = folderOf(
    file("a/b/c/x", "1"),
    symlink("l", "a/../a/b/../b/c/x"),
    symlink("o", "/a/b/o"),
    symlink("a/b/o", "/o"),
  );
  const root = await openRoot(folder);
  const files = new HostFiles(root, new AbortController().signal);
  for (const name of ["/l", "/o", "/a/b/c/nothing", "/a/b/c/x/y", "/a/b"]) {
    await files.readFile(name);
    await files.readDirectory(name);
    await files.stat(name);
  }
  await root.handle?.close();
  expect(readdirSync("/proc/self/fd").length).toBe(before);
});
