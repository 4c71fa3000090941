import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { archive, filesOf, tarOf } from "../support/fake-archive.ts";
import { MODE, statHeader } from "../support/fake-engine.ts";

/** The header of a file, without its content. */
async function headerOf(name: string, size: number): Promise<Uint8Array> {
  const tar = pack();
  tar.entry({ name, size });
  for await (const chunk of tar) return chunk as Uint8Array;
  throw new Error("There is no header.");
}

describe("a directory", () => {
  const directory = { mode: MODE.directory, size: 4096 };

  it("gives its own files, sorted, and what its links lead to, each file once", async () => {
    const tar = await tarOf(
      { name: "d/", type: "directory" },
      { name: "d/z", content: "zz" },
      { name: "d/b", content: "b" },
      { name: "d/sub/", type: "directory" },
      { name: "d/sub/deep", content: "deep" },
      { name: "d/l1", type: "symlink", linkname: "../real" },
      { name: "d/l2", type: "symlink", linkname: "/real" },
      { name: "d/l3", type: "symlink", linkname: "/dir" },
      { name: "d/hard", type: "link", linkname: "d/sub/deep" },
    );
    const link = { mode: MODE.link, size: 1, linkTarget: "/real" };
    const files = await filesOf(
      archive({
        "/d": { stat: directory, tar },
        "/d/l1": { stat: link },
        "/d/l2": { stat: link },
        "/d/l3": { stat: { ...link, linkTarget: "/dir" } },
        "/dir": { stat: directory },
        "/real": { stat: { size: 4 }, tar: await tarOf({ name: "real", content: "real" }) },
        "/d/hard": { stat: { size: 4 }, tar: await tarOf({ name: "hard", content: "deep" }) },
      }),
    );
    const answer = await files.readDirectory("/d");
    expect(answer).toEqual({
      kind: "directory",
      path: "/d",
      files: [
        { path: "/d/b", bytes: Buffer.from("b") },
        { path: "/d/hard", bytes: Buffer.from("deep") },
        { path: "/d/z", bytes: Buffer.from("zz") },
        { path: "/real", bytes: Buffer.from("real") },
      ],
      unreadable: [],
    });
  });

  it("tells what in it cannot be read", async () => {
    const tar = await tarOf(
      { name: "d", type: "directory" },
      { name: "d/pipe", type: "fifo" },
      { name: "d/lost", type: "symlink", linkname: "/gone" },
      { name: "d/gone", type: "link", linkname: "d/x" },
    );
    const files = await filesOf(
      archive({
        "/d": { stat: directory, tar },
        "/d/lost": { stat: { mode: MODE.link, size: 1, linkTarget: "/gone" } },
      }),
    );
    const answer = await files.readDirectory("/d");
    expect(answer).toMatchObject({ kind: "directory", files: [] });
    expect(answer.kind === "directory" && answer.unreadable.map(({ path }) => path)).toEqual([
      "/d/gone",
      "/d/lost",
      "/d/pipe",
    ]);
  });

  it("whose tar ends between two files is an error, not a shorter list", async () => {
    const tar = await tarOf(
      { name: "d/", type: "directory" },
      { name: "d/a", content: "a" },
      { name: "d/b", content: "b" },
    );
    const files = await filesOf(archive({ "/d": { stat: directory, tar: tar.subarray(0, 3 * 512) } }));
    await expect(files.readDirectory("/d")).rejects.toMatchObject({ code: "tar.truncated" });
  });

  it("that is a file is unreadable", async () => {
    const files = await filesOf(archive({ "/d": { stat: { size: 1 } } }));
    expect(await files.readDirectory("/d")).toMatchObject({
      kind: "unreadable",
      reason: "/d is a file, not a directory.",
    });
  });

  it("that holds too much is unreadable as soon as that is known, what lies deeper included", async () => {
    const header = await headerOf("d/sub/big", LIMITS.directoryBytes + 1);
    const files = await filesOf({
      ...archive({ "/d": { stat: directory } }),
      // Without an end: whoever reads on waits for ever.
      "GET /containers/c1/archive": (answer) =>
        void answer.writeHead(200, statHeader(directory)).write(header),
    });
    expect(await files.readDirectory("/d")).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("directoryBytes") as string,
    });
  });
});
