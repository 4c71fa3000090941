import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { ImageFiles } from "../../src/model/image.ts";
import { filesIn, temporaryFolder, unpack } from "../support/folder.ts";
import { directory, fifo, file, hardlink, symlink, type TarMember } from "../support/tar.ts";

function folderOf(...members: TarMember[]): string {
  const folder = temporaryFolder();
  unpack(folder, members);
  return folder;
}

async function filesOf(...members: TarMember[]): Promise<ImageFiles> {
  return filesIn(folderOf(...members));
}

describe("what is no file is unreadable, and never opened:", () => {
  test("a pipe that nobody writes to, a socket, a device", async () => {
    const folder = folderOf(fifo("d/pipe"));
    const server = createServer().listen(path.join(folder, "d/socket"));
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const made = spawnSync("mknod", [path.join(folder, "d/null"), "c", "1", "3"]).status === 0;
    const files = await filesIn(folder);
    const names = ["pipe", "socket", ...(made ? ["null"] : [])];
    const reason = "It is a device or a pipe, not a file.";
    for (const name of names) {
      expect(await files.readFile(`/d/${name}`)).toEqual({ kind: "unreadable", path: `/d/${name}`, reason });
      expect(await files.stat(`/d/${name}`)).toBe("other");
    }
    const listed = await files.readDirectory("/d");
    expect(listed).toMatchObject({
      files: [],
      unreadable: names.toSorted().map((name) => ({ path: `/d/${name}` })),
    });
  });

  test("links that go in a circle, or are more than a kernel follows", async () => {
    const chain = Array.from({ length: 41 }, (_, at) => symlink(`l${at}`, `l${at + 1}`));
    const files = await filesOf(
      symlink("a", "b"),
      symlink("b", "a"),
      symlink("s", "s/x"),
      ...chain,
      file("l41", "1"),
    );
    for (const name of ["/a", "/s", "/l0"]) {
      expect(await files.readFile(name)).toMatchObject({ kind: "unreadable", path: name });
      expect(await files.readDirectory(name)).toMatchObject({ kind: "unreadable", path: name });
      expect(await files.stat(name)).toBe("other");
    }
    expect(await files.readFile("/l1")).toMatchObject({ kind: "file", path: "/l41" });
  });

  test("what lies deeper than can be held", async () => {
    const deep = "d/".repeat(LIMITS.openDirectories + 10);
    const files = await filesOf(file(`${deep}x`, "1"), symlink("x", `${deep}x`));
    for (const name of [`/${deep}x`, "/x"])
      expect(await files.readFile(name)).toMatchObject({
        kind: "unreadable",
        reason: expect.stringContaining("openDirectories") as string,
      });
  });
});

describe("what may not be read", () => {
  test.runIf(process.platform === "linux")("is a gap, and not absent", async () => {
    const folder = folderOf(
      file("closed/status", "1"),
      file("list/a", "1"),
      file("list/b", "2"),
      file("unlisted/x", "3"),
    );
    chmodSync(path.join(folder, "closed"), 0o000);
    chmodSync(path.join(folder, "list/a"), 0o000);
    chmodSync(path.join(folder, "unlisted"), 0o111);
    chmodSync(folder, 0o755);
    const answers = await asNobody(folder, [
      ["readFile", "/closed/status"],
      ["stat", "/closed/status"],
      ["readDirectory", "/closed"],
      ["readDirectory", "/list"],
      ["readDirectory", "/unlisted"],
      ["readFile", "/unlisted/x"],
    ]);
    expect(answers).toMatchObject([
      denied("/closed/status", "reached"),
      "other",
      denied("/closed", "read"),
      { kind: "directory", files: [{ path: "/list/b" }], unreadable: [denied("/list/a", "read")] },
      denied("/unlisted", "read"),
      { kind: "file", path: "/unlisted/x" },
    ]);
  });
});

describe("what is too large is unreadable by the limit's name:", () => {
  test("a file", async () => {
    const folder = folderOf(file("x"));
    truncateSync(path.join(folder, "x"), LIMITS.fileBytes + 1);
    expect(await (await filesIn(folder)).readFile("/x")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("limit fileBytes") as string,
    });
  });

  test("all files of a directory, each of them once for each name", async () => {
    const folder = folderOf(file("d/x"), hardlink("d/y", "d/x"));
    truncateSync(path.join(folder, "d/x"), LIMITS.directoryBytes / 2 + 1);
    expect(await (await filesIn(folder)).readDirectory("/d")).toMatchObject({
      kind: "unreadable",
      path: "/d",
      reason: expect.stringContaining("limit directoryBytes") as string,
    });
  });

  test("a directory's list", async () => {
    const folder = folderOf(directory("d"));
    spawnSync("sh", ["-c", `seq 0 ${LIMITS.directoryEntries} | xargs touch`], {
      cwd: path.join(folder, "d"),
    });
    expect(await (await filesIn(folder)).readDirectory("/d")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("limit directoryEntries") as string,
    });
  });
});

test("names of any bytes are names, and two that look alike are two", async () => {
  const files = await filesIn(
    folderOf(file("d/\xe9", "latin1"), file("d/\xc3\xa9", "utf8"), symlink("d/link", "\xe9")),
  );
  const listed = await files.readDirectory("/d");
  expect(listed).toMatchObject({ kind: "directory", unreadable: [] });
  const contents = listed.kind === "directory" ? listed.files.map(({ bytes }) => String(bytes)) : [];
  expect(contents.toSorted()).toEqual(["latin1", "utf8"]);
});

function denied(place: string, verb: string): object {
  return { kind: "unreadable", path: place, reason: `It cannot be ${verb}: EACCES: permission denied.` };
}

function source(name: string): string {
  return JSON.stringify(pathToFileURL(path.resolve("src/sources", name)).href);
}

/** Asks as somebody who is not root. @returns the answers, one by one */
async function asNobody(folder: string, questions: readonly [keyof ImageFiles, string][]): Promise<unknown> {
  const script = `
    if (process.getuid() === 0) process.setuid(65534);
    const { openRoot } = await import(${source("host-entry.ts")});
    const { HostFiles } = await import(${source("host-files.ts")});
    const root = await openRoot(${JSON.stringify(folder)});
    const files = new HostFiles(root, new AbortController().signal);
    const answers = [];
    for (const [ask, path] of ${JSON.stringify(questions)}) answers.push(await files[ask](path));
    await root.handle?.close();
    console.log(JSON.stringify(answers));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await once(child, "close");
  return JSON.parse(text);
}
