import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openDockerArchiveStream } from "../../src/sources/docker-archive.ts";
import { extractor } from "../support/extractor.ts";
import { CONTEXT, contentOf } from "../support/archive.ts";
import { dockerArchive as archiveOf, dockerArchiveMembers } from "../support/image.ts";
import { file, inChunks, tar } from "../support/tar.ts";

const LAYERS = [[file("etc/a", "lower"), file("etc/b", "b")], [file("etc/a", "upper")]];

/** What an engine would save, and how often it had to. */
function aStream(bytes: Uint8Array): { what: string; opened: number; open(): AsyncIterable<Uint8Array> } {
  return {
    what: "the saved image",
    opened: 0,
    open() {
      this.opened += 1;
      return inChunks(bytes);
    },
  };
}

it.each(["nothing", "layers", "archive"] as const)(
  "a saved image is read in one pass, with gzip for %s",
  async (gzip) => {
    const stream = aStream(archiveOf({ layers: LAYERS, gzip }));
    const open = { what: stream.what, open: () => stream.open() };
    let closed = 0;
    const close = (): Promise<void> => Promise.resolve(void (closed += 1));
    const image = await openDockerArchiveStream(
      open,
      { ...CONTEXT, extractor: extractor({ wanted: (path) => path === "etc/a" }) },
      close,
    );
    const states = (await image.history?.states()) ?? [];
    expect(await Promise.all(states.map(({ files }) => contentOf({ ...image, files }, "/etc/a")))).toEqual([
      "lower",
      "upper",
    ]);
    expect(stream.opened).toBe(1);
    // What nobody said would be wanted costs another.
    expect(await contentOf(image, "/etc/b")).toBe("b");
    expect(stream.opened).toBe(2);
    await image.close();
    expect(closed).toBe(1);
  },
);

it("a stream that is another one the second time is refused", async () => {
  const streams = [
    archiveOf({ layers: LAYERS }),
    archiveOf({ layers: [[file("etc/a", "lower"), file("etc/b", "B")]] }),
  ];
  const open = { what: "the saved image", open: () => inChunks(streams.shift() ?? Buffer.alloc(0)) };
  const image = await openDockerArchiveStream(open, CONTEXT, () => Promise.resolve());
  await expect(image.files.readFile("/etc/b")).rejects.toMatchObject({ code: "blob.digest" });
});

it.each([
  ["no image", tar([file("a")]), "archive.manifest"],
  ["no tar", Buffer.from("no such image"), "tar.truncated"],
  ["half an image", archiveOf({ layers: LAYERS }).subarray(0, 3000), "tar.truncated"],
  ["half a gzipped image", gzipSync(archiveOf({ layers: LAYERS })).subarray(0, 300), "compression.damaged"],
  ["several images", several(), "archive.image"],
])("a stream of %s is refused", async (_what, bytes, code) => {
  const open = { what: "the saved image", open: () => inChunks(bytes) };
  await expect(openDockerArchiveStream(open, CONTEXT, () => Promise.resolve())).rejects.toMatchObject({
    code,
  });
});

function several(): Buffer {
  const members = dockerArchiveMembers();
  return tar(
    members.map((one) =>
      one.name === "manifest.json"
        ? { ...one, content: String(one.content).replace(/^\[(.*)\]$/s, "[$1,$1]") }
        : one,
    ),
  );
}
