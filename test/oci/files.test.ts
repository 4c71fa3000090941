import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { ImageFiles } from "../../src/model/image.ts";
import { imageFiles } from "../../src/oci/files.ts";
import { LayerTree } from "../../src/oci/layer.ts";
import { newDirectory, type Node } from "../../src/oci/tree.ts";
import { imageOf } from "../support/image.ts";
import { directory, fifo, file, symlink, type TarMember } from "../support/tar.ts";

async function filesOf(...layer: TarMember[]): Promise<ImageFiles> {
  return (await imageOf([layer])).files;
}

describe("a path is followed", () => {
  it("through links, relative and absolute, and tells where it led", async () => {
    const files = await filesOf(
      file("usr/lib/x", "1"),
      symlink("lib", "usr/lib"),
      symlink("etc/y", "../lib/x"),
      symlink("z", "/etc/y"),
    );
    expect(await files.readFile("/z")).toMatchObject({ kind: "file", path: "/usr/lib/x" });
    expect(await files.readFile("/lib/x")).toMatchObject({ kind: "file", path: "/usr/lib/x" });
  });

  it("never out of the root", async () => {
    const files = await filesOf(
      file("etc/x", "inside"),
      symlink("a", "../../../etc/x"),
      symlink("b", "/../etc/x"),
    );
    expect(await files.readFile("/a")).toMatchObject({ path: "/etc/x" });
    expect(await files.readFile("/b")).toMatchObject({ path: "/etc/x" });
    expect(await files.readFile("/../../etc/x")).toMatchObject({ path: "/etc/x" });
  });

  it("to nothing where a name is missing, or a file stands in the way, also behind a link", async () => {
    const files = await filesOf(file("usr/lib/x"), symlink("lib", "usr/lib"), symlink("l", "f"), file("f"));
    for (const path of ["/none", "/f/x", "/lib/apk/db", "/lib/x/y", "/l/x"])
      expect([path, await files.readFile(path)]).toEqual([path, { kind: "absent" }]);
  });

  it.each([
    ["nowhere", "/db", "/nowhere"],
    ["f/x", "/db", "/f/x"],
    ["link", "/db/status", "/gone"],
    ["", "/db", "/db"],
  ])(
    "to what a running container may have, where a link to %j dangles: %s",
    async (target, path, missing) => {
      const files = await filesOf(
        directory("proc"),
        file("f"),
        symlink("link", "gone"),
        symlink("db", target),
      );
      const reason = `It is a link to nothing: "${missing}" is not there.`;
      expect(await files.readFile(path)).toEqual({ kind: "unreadable", path, reason, missing });
      expect(await files.readDirectory(path)).toEqual({ kind: "unreadable", path, reason, missing });
      expect(await files.stat(path)).toBe("other");
    },
  );

  it.each([
    ["/proc/self/root/t", "/db", "/proc/self/root/t"],
    ["proc/self/root", "/db/t", "/proc/self/root"],
    ["/self/root/t", "/db", "/proc/self/root/t"],
    ["x/../../proc/self/cwd/t", "/db", "/proc/self/cwd/t"],
    ["/sys/t", "/db", "/sys/t"],
    ["/dev/fd/../../t", "/db", "/dev/fd/../../t"],
  ])(
    "to no decoy that the image has where a runtime mounts its own, by a link to %j: %s",
    async (target, path, missing) => {
      const files = await filesOf(
        file("proc/self/root/t", "decoy"),
        file("sys/t", "decoy"),
        directory("dev/fd"),
        directory("x"),
        symlink("proc/self/cwd", "/"),
        symlink("self", "proc/self"),
        file("t", "what a container reads"),
        symlink("db", target),
      );
      const reason = `It is a link to "${missing}", where a container has something else than the image.`;
      expect(await files.readFile(path)).toEqual({ kind: "unreadable", path, reason, missing });
    },
  );

  it("no further than a kernel would, so that a circle is unreadable and not absent", async () => {
    const chain = Array.from({ length: 50 }, (_, at) => symlink(`l${at}`, `l${at + 1}`));
    const files = await filesOf(symlink("a", "b"), symlink("b", "a"), ...chain, file("l50", "1"));
    for (const path of ["/a", "/l0"]) {
      expect(await files.readFile(path)).toMatchObject({ kind: "unreadable", path });
      expect(await files.readDirectory(path)).toMatchObject({ kind: "unreadable", path });
      expect(await files.stat(path)).toBe("other");
    }
    expect(await files.readFile("/l20")).toMatchObject({ kind: "file" });
  });
});

describe("what is not a file", () => {
  it.each<[string, TarMember]>([
    ["It is a directory, not a file.", directory("x")],
    ["It is a device or a pipe, not a file.", fifo("x")],
  ])("is unreadable: %s", async (reason, member) => {
    const files = await filesOf(member);
    expect(await files.readFile("/x")).toEqual({ kind: "unreadable", path: "/x", reason });
  });

  it("is unreadable as a directory", async () => {
    const files = await filesOf(file("x", "1"), fifo("p"));
    expect(await files.readDirectory("/x")).toMatchObject({ kind: "unreadable" });
    expect(await files.readDirectory("/p")).toMatchObject({ kind: "unreadable" });
    expect([
      await files.stat("/x"),
      await files.stat("/p"),
      await files.stat("/"),
      await files.stat("/n"),
    ]).toEqual(["file", "other", "directory", "absent"]);
  });
});

describe("a directory", () => {
  it("has its files by name, links followed, without its directories, and what cannot be read apart", async () => {
    const files = await filesOf(
      file("d/b", "B"),
      file("d/a", "A"),
      directory("d/sub"),
      fifo("d/pipe"),
      symlink("d/link", "/target"),
      symlink("d/link2", "/target"),
      symlink("d/gone", "nowhere"),
      file("target", "T"),
    );
    const answer = await files.readDirectory("/d");
    expect(answer).toMatchObject({
      kind: "directory",
      path: "/d",
      files: [{ path: "/d/a" }, { path: "/d/b" }, { path: "/target" }],
      unreadable: [{ path: "/d/gone" }, { path: "/d/pipe" }],
    });
  });

  it("has two files where two names look alike, and is named once where it is the root", async () => {
    const files = await filesOf(file("\xe9", "latin1"), file("\xc3\xa9", "utf8"), symlink("gone", "nowhere"));
    const answer = await files.readDirectory("/");
    expect(answer).toMatchObject({
      files: [{ path: "/é" }, { path: "/é" }],
      unreadable: [{ path: "/gone" }],
    });
  });

  it("or a file that is larger than all limits is not read", async () => {
    const root = newDirectory();
    const layer = new LayerTree("layer");
    const attributes = { mode: 0o644, uid: 0, gid: 0 };
    const put = (name: string, size: number): void => {
      root.children.set(name, { kind: "file", attributes, layer, offset: 0, size } satisfies Node);
    };
    const files = imageFiles(root, () => Promise.reject(new Error("was read")));
    put("a", LIMITS.fileBytes + 1);
    expect(await files.readFile("/a")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("fileBytes"),
    });
    put("a", LIMITS.directoryBytes - 1);
    put("b", 2);
    expect(await files.readDirectory("/")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("directoryBytes"),
    });
    for (let at = 0; at <= LIMITS.directoryEntries; at += 1) put(String(at), 0);
    expect(await files.readDirectory("/")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("directoryEntries"),
    });
  });
});
