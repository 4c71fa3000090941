import { describe, expect, it } from "vitest";
import { ContainerArchive } from "../../src/engine/container-archive.ts";
import { ContainerFiles } from "../../src/engine/files.ts";
import { archive, type Entry, filesOf, tarOf } from "../support/fake-archive.ts";
import { fakeEngine, MODE, refuse, statHeader, stubTimeouts } from "../support/fake-engine.ts";

describe("a file", () => {
  it("is read, links followed to where the engine says that they lead", async () => {
    const files = await filesOf(
      archive({
        "/etc/os-release": { stat: { mode: MODE.link, size: 21, linkTarget: "/usr/lib/os-release" } },
        "/usr/lib/os-release": {
          stat: { size: 5 },
          tar: await tarOf({ name: "os-release", content: "ID=x\n" }),
        },
      }),
    );
    expect(await files.readFile("/etc/os-release")).toEqual({
      kind: "file",
      path: "/usr/lib/os-release",
      bytes: Buffer.from("ID=x\n"),
    });
    expect(await files.stat("/etc/os-release")).toBe("file");
  });

  it("that is not there is absent, and only then", async () => {
    const files = await filesOf(archive({}));
    expect(await files.readFile("/nope")).toEqual({ kind: "absent" });
    expect(await files.stat("/nope")).toBe("absent");
    expect(await files.readDirectory("/nope")).toEqual({ kind: "absent" });
  });

  it("in a container that is gone is not absent: that is an error", async () => {
    const files = await filesOf({
      ...archive({}),
      "GET /containers/c1/json": refuse(404, "No such container: c1"),
    });
    await expect(files.readFile("/nope")).rejects.toMatchObject({ code: "engine.container-gone" });
    await expect(files.stat("/nope")).rejects.toMatchObject({ code: "engine.container-gone" });
  });

  it("whose container goes between the look and the reading is an error", async () => {
    const files = await filesOf({
      ...archive({ "/a": { stat: { size: 3 } } }),
      "GET /containers/c1/archive": refuse(404, "No such container: c1"),
    });
    await expect(files.readFile("/a")).rejects.toMatchObject({ code: "engine.container-gone" });
  });

  it.each([
    ["a directory", { mode: MODE.directory, size: 4096 }, "directory"],
    ["a pipe", { mode: MODE.pipe, size: 0 }, "other"],
    ["a device", { mode: MODE.device, size: 0 }, "other"],
  ])("that is %s is unreadable, and is never opened", async (what, stat, kind) => {
    const fake = await fakeEngine(archive({ "/x": { stat } }));
    const files = new ContainerFiles(new ContainerArchive(await fake.connect(), "c1"));
    expect(await files.readFile("/x")).toEqual({
      kind: "unreadable",
      path: "/x",
      reason: `/x is ${what}, not a file.`,
    });
    expect(await files.stat("/x")).toBe(kind);
    expect(fake.calls).not.toContain("GET /containers/c1/archive");
  });

  it("that is too large is unreadable, and is never opened", async () => {
    const fake = await fakeEngine(archive({ "/x": { stat: { size: 3e9 } } }));
    const files = new ContainerFiles(new ContainerArchive(await fake.connect(), "c1"));
    expect(await files.readFile("/x")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("fileBytes") as string,
    });
    expect(fake.calls).not.toContain("GET /containers/c1/archive");
  });

  it.each([
    [
      "in a circle",
      {
        "/a": { mode: MODE.link, size: 1, linkTarget: "/b" },
        "/b": { mode: MODE.link, size: 1, linkTarget: "/a" },
      },
      "symlinks",
    ],
    ["where the engine does not say", { "/a": { mode: MODE.link, size: 1 } }, "does not say"],
  ])("that is a link leading %s is unreadable, not absent", async (_where, stats, reason) => {
    const paths = Object.entries(stats).map(([name, stat]) => [name, { stat }] as const);
    const files = await filesOf(archive(Object.fromEntries(paths)));
    expect(await files.readFile("/a")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining(reason) as string,
    });
    expect(await files.stat("/a")).toBe("other");
  });

  it("below something that is no directory is absent", async () => {
    const files = await filesOf({
      "HEAD /containers/c1/archive": refuse(500, ""),
      "GET /containers/c1/archive": refuse(500, "lstat /a/x: not a directory"),
    });
    expect(await files.readFile("/a/x")).toEqual({ kind: "absent" });
  });

  it.each([
    ["evalSymlinksInScope: too many links in /x", "too many links"],
    ["lstat /x: too many levels of symbolic links", "too many levels of symbolic links"],
  ])("that the engine cannot reach for the image's sake (%s) is unreadable", async (said, reason) => {
    const routes = {
      "HEAD /containers/c1/archive": refuse(500, ""),
      "GET /containers/c1/archive": refuse(500, said),
    };
    const files = await filesOf(routes);
    expect(await files.readFile("/x")).toMatchObject({
      kind: "unreadable",
      reason: `/x cannot be reached: ${reason}.`,
    });
  });

  it.each([[500], [400], [403], [409], [502], [302]])(
    "that the engine refuses with status %d is an error",
    async (status) => {
      const routes = {
        "HEAD /containers/c1/archive": refuse(status, ""),
        "GET /containers/c1/archive": refuse(status, "disk full"),
      };
      const files = await filesOf(routes);
      await expect(files.readFile("/x")).rejects.toMatchObject({ code: "engine.refused", status });
      await expect(files.stat("/x")).rejects.toMatchObject({ code: "engine.refused" });
    },
  );

  it("that is refused to HEAD and not to GET is an error", async () => {
    const routes = {
      ...archive({ "/x": { stat: { size: 1 }, tar: await tarOf({ name: "x" }) } }),
      "HEAD /containers/c1/archive": refuse(500, ""),
    };
    await expect((await filesOf(routes)).readFile("/x")).rejects.toMatchObject({ code: "engine.refused" });
  });

  it("whose path is longer than any path is unreadable, and the engine is not asked", async () => {
    const files = await filesOf({});
    expect(await files.readFile(`/${"x".repeat(5000)}`)).toMatchObject({
      reason: expect.stringContaining("pathBytes") as string,
    });
  });

  it("whose tar breaks off anywhere is an error", async () => {
    const tar = await tarOf({ name: "x", content: "a".repeat(700) });
    for (const length of [0, 100, 512, 600, 1300, tar.length - 1024]) {
      const files = await filesOf(archive({ "/x": { stat: { size: 700 }, tar: tar.subarray(0, length) } }));
      await expect(files.readFile("/x"), `${length} bytes`).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:tar|engine)\./) as string,
      });
    }
  });

  it("whose connection breaks off is an error", async () => {
    const tar = await tarOf({ name: "x", content: "abc" });
    const files = await filesOf({
      ...archive({ "/x": { stat: { size: 3 } } }),
      "GET /containers/c1/archive": (answer) => {
        answer.writeHead(200, { ...statHeader({ size: 3 }), "content-length": tar.length });
        answer.write(tar.subarray(0, -512), () => answer.destroy());
      },
    });
    await expect(files.readFile("/x")).rejects.toMatchObject({ code: "engine.answer" });
  });

  it.each([
    ["nothing", []],
    ["something else", [{ name: "x", type: "symlink", linkname: "/y" }]],
    ["a file of another size", [{ name: "x", content: "ab" }]],
    [
      "a second file",
      [
        { name: "x", content: "abc" },
        { name: "x", content: "xyz" },
      ],
    ],
  ] satisfies [string, Entry[]][])("whose tar holds %s is an error", async (_what, entries) => {
    const files = await filesOf(archive({ "/x": { stat: { size: 3 }, tar: await tarOf(...entries) } }));
    await expect(files.readFile("/x")).rejects.toMatchObject({ code: "engine.answer" });
  });

  it.each([
    ["HEAD", 0],
    ["GET", 0],
    ["GET", 10],
  ])("for which the engine stops answering %s after %d bytes runs out of time", async (method, bytes) => {
    const files = await filesOf({
      ...archive({ "/x": { stat: { size: 3 } } }),
      [`${method} /containers/c1/archive`]: (answer) => {
        if (bytes > 0) answer.writeHead(200, statHeader({ size: 3 })).write(Buffer.alloc(bytes));
      },
    });
    stubTimeouts(50);
    await expect(files.readFile("/x")).rejects.toMatchObject({ code: "engine.timeout" });
  });

  it("that is read when the run is cancelled throws the reason", async () => {
    const cancel = new AbortController();
    const fake = await fakeEngine({
      ...archive({ "/x": { stat: { size: 3 } } }),
      "GET /containers/c1/archive": (answer) => {
        answer.writeHead(200, statHeader({ size: 3 }));
        answer.write(Buffer.alloc(10), () => cancel.abort("enough"));
      },
    });
    const files = new ContainerFiles(new ContainerArchive(await fake.connect(cancel.signal), "c1"));
    await expect(files.readFile("/x")).rejects.toBe("enough");
  });
});
