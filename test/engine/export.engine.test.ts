import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import type { ImageTree, OpenImage } from "../../src/model/image.ts";
import { container } from "../../src/sources/container.ts";
import { docker } from "../../src/sources/docker.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import type { Source } from "../../src/sources/source.ts";
import { openOnly } from "../support/archive.ts";
import { describeEngine } from "../support/engine.ts";
import { shownEntries, tellingExtractor } from "../support/extractor.ts";
import { temporaryFolder } from "../support/folder.ts";
import { dockerArchive as archiveOf } from "../support/image.ts";
import { sourceContext } from "../support/source-context.ts";
import { directory, fifo, file, hardlink, pax, symlink } from "../support/tar.ts";

/** What capabilities(7) has as version 2, with cap_net_raw permitted and effective. */
const CAPABILITIES = "\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const capable = pax({ "SCHILY.xattr.security.capability": CAPABILITIES });

const LAYERS = [
  [
    directory("etc"),
    file("etc/hosts", "the image's own"),
    file("etc/passwd", "root"),
    directory("usr"),
    directory("usr/bin"),
    capable,
    { ...file("usr/bin/ping", "\x7fELF ping"), mode: 0o755 },
    capable,
    { ...file("usr/bin/cleared", "\x7fELF"), mode: 0o755 },
    hardlink("usr/bin/cleared-too", "usr/bin/cleared"),
    { ...file("usr/bin/su", "\x7fELF su"), mode: 0o4755 },
    { ...hardlink("usr/bin/su-too", "usr/bin/su"), mode: 0o4755 },
    file("usr/bin/.hidden", "hidden"),
  ],
  [directory("usr"), symlink("bin", "usr/bin"), fifo("usr/pipe")],
  [
    directory("etc"),
    file("etc/.wh.passwd"),
    file("etc/kept", "kept"),
    directory("data"),
    file("data/x", "x"),
  ],
];

async function treeOf(image: OpenImage): Promise<ImageTree> {
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("an image has a tree");
  return tree;
}

describeEngine("the whole tree of an image in the engine", (engine) => {
  const context = sourceContext({
    extractor: tellingExtractor({ wanted: (name) => name === "etc/kept" }),
    env: engine.env,
  });
  const load = async (tag: string): Promise<string> => {
    const saved = path.join(temporaryFolder(), "saved.tar");
    const archive = archiveOf({
      layers: LAYERS,
      manifest: { RepoTags: [tag] },
      image: { config: { Cmd: ["/x"] } },
    });
    await writeFile(saved, archive);
    await engine.docker(["load"], archive);
    return saved;
  };
  const withImage = async <T>(
    source: Source,
    locator: string,
    use: (image: OpenImage) => Promise<T>,
  ): Promise<T> => {
    const image = await openOnly(source, locator, context);
    try {
      return await use(image);
    } finally {
      await image.close();
    }
  };
  const entriesOf = (source: Source, locator: string): Promise<unknown> =>
    withImage(source, locator, async (image) =>
      Array.from((await treeOf(image)).entries(), ({ shared, ...entry }) => ({
        ...entry,
        isShared: shared !== undefined,
      })),
    );
  const statesOf = (source: Source, locator: string): Promise<unknown> =>
    withImage(source, locator, async ({ history }) =>
      ((await history?.states({ trees: true })) ?? []).map(({ layer, tree }) => [
        layer,
        tree === undefined ? "no tree" : shownEntries(tree),
      ]),
    );

  it("is the one that its archive has: entries, modes, capabilities, and what was found", async () => {
    const tag = engine.tag("tree");
    const expected = (await entriesOf(dockerArchive, await load(tag))) as { path: string }[];
    expect(expected).toContainEqual(
      expect.objectContaining({ path: "/usr/bin/ping", capabilities: Buffer.from(CAPABILITIES, "latin1") }),
    );
    expect(expected.map((entry) => entry.path)).not.toContain("/etc/hosts");
    expect(await entriesOf(docker, tag)).toEqual(expected);
  });

  it("has its files: what was wanted at hand, and the others from the engine", async () => {
    const tag = engine.tag("tree-files");
    await load(tag);
    await withImage(docker, tag, async (image) => {
      const { files } = await treeOf(image);
      expect(await files.readFile("/etc/kept")).toMatchObject({ kind: "file", bytes: Buffer.from("kept") });
      expect(await files.readFile("/bin/ping")).toMatchObject({
        path: "/usr/bin/ping",
        bytes: Buffer.from("\x7fELF ping"),
      });
      expect(await files.readFile("/etc/passwd")).toEqual({ kind: "absent" });
      expect(await files.readDirectory("/data")).toMatchObject({ files: [{ path: "/data/x" }] });
    });
  });

  it("stands as of each layer, where somebody asks for that", async () => {
    const tag = engine.tag("tree-states");
    const saved = await load(tag);
    expect(await statesOf(docker, tag)).toEqual(await statesOf(dockerArchive, saved));
  });

  it("of a container is what it was changed to, without what is mounted in it", async () => {
    const tag = engine.tag("tree-container");
    await load(tag);
    const name = tag.replaceAll(/[^a-z0-9]/g, "-");
    await engine.docker(["create", "--network", "none", "--name", name, "--tmpfs", "/data", tag]);
    try {
      const added = temporaryFolder();
      await writeFile(path.join(added, "added"), "added");
      await engine.docker(["cp", path.join(added, "added"), `${name}:/usr/.wh.ping`]);
      const tree = await withImage(container, name, async (image) => shownEntries(await treeOf(image)));
      expect(tree["/usr/.wh.ping"]).toMatchObject({ kind: "file", size: 5 });
      expect(tree["/usr/bin/ping"]).toMatchObject({ kind: "file" });
      expect(Object.keys(tree).filter((place) => place.startsWith("/data"))).toEqual([]);
    } finally {
      await engine.docker(["rm", "--force", name]);
    }
  });
});
