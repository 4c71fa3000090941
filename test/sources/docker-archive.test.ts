import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { archiveFile, CONTEXT, contentOf, withArchive } from "../support/archive.ts";
import { dockerArchive as archiveOf, dockerArchiveMembers } from "../support/image.ts";
import { anImage, layoutMembers } from "../support/layout.ts";
import { file, hardlink, symlink, tar, type TarMember } from "../support/tar.ts";

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
    const opened = await withArchive(tar(members), (image_) => image_);
    expect(opened.identity).toEqual({
      reference: expect.stringContaining("image.tar"),
      id: `sha256:${createHash("sha256").update(config).digest("hex")}`,
      repoTags: ["test:latest"],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64", variant: "v8" },
      created: "2026-01-02T03:04:05Z",
      size: LAYERS.reduce((sum, layer) => sum + tar(layer).length, 0),
      layers: LAYERS.map((layer) => {
        const digest = `sha256:${createHash("sha256").update(tar(layer)).digest("hex")}`;
        return { diffId: digest, digest, size: tar(layer).length };
      }),
    });
    expect(opened.config).toMatchObject({ user: "app", env: ["A"], labels: { a: "1" } });
    expect(opened.layers).toMatchObject([
      {
        index: 0,
        createdBy: "ADD rootfs /",
        created: "2026-01-01T00:00:00Z",
        empty: false,
      },
      { index: 1, createdBy: "ENV A=secret", empty: true },
      { index: 2, createdBy: "RUN x", empty: false },
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

it("an archive may name one layer twice, and sources of its layers that nobody asks", async () => {
  const [lower = [], upper = []] = LAYERS;
  const LayerSources = { "sha256:0": { mediaType: "x", Digest: "y", digest: "z" } };
  for (const gzip of ["nothing", "archive"] as const) {
    const bytes = archiveOf({ layers: [upper, lower, upper], manifest: { LayerSources }, gzip });
    await withArchive(bytes, async (image) => {
      const states = (await image.history?.states()) ?? [];
      const contents = states.map(({ files }) => contentOf({ ...image, files }, "/etc/a"));
      expect(await Promise.all(contents)).toEqual(["upper", "lower", "upper"]);
    });
  }
});

describe("an archive of several images", () => {
  const [one, two] = ["one", "two"].map((content) =>
    dockerArchiveMembers({ layers: [[file("a", content)]] }),
  );
  const manifest = JSON.stringify([
    { ...entryOf(one), RepoTags: ["app:1", "registry.example/app:1"] },
    { ...entryOf(two), RepoTags: null },
  ]);
  const others = [...(one ?? []), ...(two ?? [])].filter(({ name }) => name !== "manifest.json");
  const bytes = tar([...others, file("manifest.json", manifest)]);
  const contents = async (locator: string): Promise<[string, string][]> => {
    await using image = await archiveFile(bytes);
    const found = await dockerArchive.find(`${image.path}${locator}`, CONTEXT);
    return await Promise.all(
      found.map(async (one_): Promise<[string, string]> => {
        const opened = await one_.open();
        return [one_.name.replace(image.path, "PATH"), await contentOf(opened, "/a")];
      }),
    );
  };

  it("has all of them found, each by a name that chooses it", async () => {
    expect(await contents("")).toEqual([
      ["docker-archive:PATH:app:1", "one"],
      ["docker-archive:PATH:@1", "two"],
    ]);
  });

  it.each([
    [":app:1", "one"],
    [":docker.io/library/app:1", "one"],
    [":registry.example/app:1", "one"],
    [":@1", "two"],
  ])("has one chosen by %s", async (choice, content) => {
    expect(await contents(choice)).toEqual([[`PATH${choice}`, content]]);
  });

  it("has both found where two have one name, by their positions", async () => {
    const entry = { ...entryOf(one), RepoTags: ["app:1"] };
    await using image = await archiveFile(
      tar([...others, file("manifest.json", JSON.stringify([entry, entry]))]),
    );
    const found = await dockerArchive.find(`${image.path}:app:1`, CONTEXT);
    expect(found.map(({ name }) => name.split(":").at(-1))).toEqual(["@0", "@1"]);
  });

  it("lists them where the one that is asked for is not among them", async () => {
    await expect(contents(":app:2")).rejects.toMatchObject({
      code: "archive.image",
      message: expect.stringMatching(/no image app:2, but these: app:1, registry\.example\/app:1; @1\./),
    });
  });

  it("may have colons in its path, which wins over another with a choice behind it", async () => {
    await using image = await archiveFile(archiveOf());
    await writeFile(`${image.path}:app:1`, archiveOf());
    const [found] = await dockerArchive.find(`${image.path}:app:1`, CONTEXT);
    expect(found?.name).toBe(`${image.path}:app:1`);
    // The other one has no such image.
    await expect(dockerArchive.find(`${image.path}:app:2`, CONTEXT)).rejects.toMatchObject({
      code: "archive.image",
    });
  });
});

it("an image without layers has no files, and no gap", async () => {
  await withArchive(archiveOf({ layers: [], manifest: { Layers: null } }), async (image) => {
    expect(await image.files.readDirectory("/")).toMatchObject({ kind: "directory", files: [] });
    expect(await image.history?.states()).toEqual([]);
    expect(image.gaps).toEqual([]);
  });
});

it("an archive of an OCI layout is read as one, also where its compression hides what it is", async () => {
  const layout = layoutMembers([anImage({ layers: LAYERS })]);
  await withArchive(gzipSync(tar(layout)), async (image) => {
    expect(await contentOf(image, "/etc/a")).toBe("upper");
    expect(image.identity.digest).toMatch(/^sha256:/);
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

/** An image's entry in the manifest.json of these members. */
function entryOf(members: readonly TarMember[] = []): object {
  const manifest = members.find(({ name }) => name === "manifest.json")?.content;
  return (JSON.parse(String(manifest)) as object[])[0] ?? {};
}
