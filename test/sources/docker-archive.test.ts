import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { archiveFile, contentOf, withArchive } from "../support/archive.ts";
import { dockerArchive as archiveOf, dockerArchiveMembers } from "../support/image.ts";
import { file, hardlink, symlink, tar } from "../support/tar.ts";

const LAYERS = [
  [file("etc/a", "lower"), file("etc/b", "b".repeat(3000))],
  [file("etc/a", "upper"), file("var/c", "c")],
];

describe("an archive of docker save", () => {
  it.each(["nothing", "layers", "archive"] as const)("is read where gzip was used for %s", async (gzip) => {
    await withArchive(archiveOf({ layers: LAYERS, gzip }), async (image) => {
      const contents = await Promise.all(
        ["/etc/a", "/etc/b", "/var/c", "/etc/d"].map((name) => contentOf(image, name)),
      );
      expect(contents).toEqual(["upper", "b".repeat(3000), "c", "absent"]);
      expect(await contentOf(image, "/etc/a")).toBe("upper");
      expect(await image.files.readDirectory("/etc")).toMatchObject({
        files: [{ path: "/etc/a" }, { path: "/etc/b" }],
      });
    });
  });

  it("tells what the image is, how it runs, and which step made which layer", async () => {
    const history = [
      { created_by: "ADD rootfs /", created: "2026-01-01T00:00:00Z" },
      { created_by: "ENV A=secret", empty_layer: true },
      { created_by: "RUN x" },
    ];
    const image = { config: { User: "app", Env: ["A=secret"], Labels: { a: "1" } }, history, variant: "v8" };
    const members = dockerArchiveMembers({ layers: LAYERS, image });
    const config = members.find(({ name }) => name.endsWith(".json"))?.content ?? "";
    const opened = await withArchive(tar(members), (it_) => it_);
    expect(opened.identity).toEqual({
      reference: expect.stringContaining("image.tar"),
      id: `sha256:${createHash("sha256").update(config).digest("hex")}`,
      repoTags: ["test:latest"],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64", variant: "v8" },
      created: "2026-01-02T03:04:05Z",
      size: LAYERS.reduce((sum, layer) => sum + tar(layer).length, 0),
    });
    expect(opened.config).toMatchObject({ user: "app", env: ["A"], labels: { a: "1" } });
    expect(opened.layers).toMatchObject([
      {
        index: 0,
        createdBy: "ADD rootfs /",
        created: "2026-01-01T00:00:00Z",
        empty: false,
        size: tar(LAYERS[0] ?? []).length,
      },
      { index: 1, createdBy: "ENV A=secret", empty: true },
      { index: 2, createdBy: "RUN x", empty: false, size: tar(LAYERS[1] ?? []).length },
    ]);
    expect(opened.layers[1]).not.toHaveProperty("diffId");
    expect(opened.gaps).toEqual([]);
  });

  it("has layers without instructions, and a gap, where its history does not fit", async () => {
    await withArchive(
      archiveOf({ layers: LAYERS, image: { history: [{ created_by: "RUN x" }] } }),
      (image) => {
        expect(image.layers).toMatchObject([
          { index: 0, empty: false },
          { index: 1, empty: false },
        ]);
        expect(image.layers[0]).not.toHaveProperty("createdBy");
        expect(image.gaps).toMatchObject([{ code: "layers.history", affects: ["layers"] }]);
      },
    );
  });

  it("may have its members in any order", async () => {
    const bytes = tar(dockerArchiveMembers({ layers: LAYERS }).toReversed());
    expect(await withArchive(bytes, (image) => contentOf(image, "/etc/a"))).toBe("upper");
  });

  it("may have a layer twice, the second time as a link", async () => {
    const layer = tar([file("etc/a", "1")]);
    const id = `sha256:${createHash("sha256").update(layer).digest("hex")}`;
    const options = {
      image: { rootfs: { diff_ids: [id, id] }, history: [] },
      manifest: { Layers: ["one/layer.tar", "two/layer.tar"] },
    };
    const [, ...rest] = dockerArchiveMembers(options);
    for (const link of [
      symlink("two/layer.tar", "../one/layer.tar"),
      hardlink("two/layer.tar", "one/layer.tar"),
    ]) {
      const bytes = tar([link, file("one/layer.tar", layer), ...rest]);
      expect(await withArchive(bytes, (image) => contentOf(image, "/etc/a"))).toBe("1");
    }
  });
});

it.each<[string, Uint8Array, boolean]>([
  ["an archive", archiveOf(), true],
  ["a gzipped archive", archiveOf({ gzip: "archive" }), true],
  ["text", Buffer.from("hello"), false],
  ["gzipped text", gzipSync("hello"), false],
  ["nothing", new Uint8Array(0), false],
])("a path is recognised by what is in it: %s", async (_what, bytes, expected) => {
  await using image = await archiveFile(bytes);
  expect(await dockerArchive.recognises(image.path)).toBe(expected);
  expect(await dockerArchive.recognises(image.folder)).toBe(false);
  expect(await dockerArchive.recognises(`${image.path}.none`)).toBe(false);
});
