import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import type { Archive } from "../../src/oci/archive.ts";
import { decompress } from "../../src/oci/compression/decompress.ts";
import { readDocument } from "../../src/oci/documents/document.ts";
import { openLayers, type OpenLayer } from "../../src/oci/layered-image.ts";
import { parseManifest } from "../../src/oci/documents/manifest.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { readTar } from "../../src/oci/tar/tar.ts";
import { type Directory, directoriesOf, newDirectory, walk } from "../../src/oci/tree.ts";
import { openArchiveFile } from "../../src/sources/archive-file.ts";
import { readSavedImages } from "../../src/sources/docker-archive-manifest.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { ociArchive } from "../../src/sources/oci-archive.ts";
import { CONTEXT, openOnly } from "../support/archive.ts";
import { FIXTURES, fixturesAreAbsent } from "../support/fixtures.ts";

interface TrueArchive {
  readonly path: string;
  readonly images?: readonly TrueImage[];
  readonly oci?: readonly { readonly digest: string; readonly image: TrueImage }[];
}

/** An image as an independent reader saw it: by the OCI's rules for whiteouts, without following links. */
interface TrueImage {
  readonly repoTags?: readonly string[] | null;
  readonly configSha256: string;
  readonly os: string;
  readonly arch: string;
  readonly history: number;
  readonly layers: readonly TrueLayer[];
  readonly squashed: Readonly<Record<string, number>>;
  /** `lib/apk/db/installed @L0`: a path, and the layer that last wrote it. */
  readonly pkgDbs: readonly string[];
  readonly whiteoutEntries: number;
}

interface TrueLayer {
  readonly compression: string;
  readonly blobBytes: number;
  readonly tarBytes: number;
  readonly diffIdMatches: boolean;
}

const absent = fixturesAreAbsent !== "";
const truth = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(path.join(FIXTURES, "truth", name), "utf8")) as T;
const archives = absent ? [] : (await truth<{ images: TrueArchive[] }>("images.json")).images;
/** One whose config is named after another: its reader does not look at that. */
const DOCTORED = "source_image_with_empty_layer_history.tar";

const images = archives.flatMap(({ path: name, images: saved = [], oci = [] }) => [
  ...saved.map((image, index) => ({ name, choice: `:@${index}`, image, source: dockerArchive })),
  ...oci.map(({ image }, index) => ({ name, choice: `:@${index}`, image, source: ociArchive })),
]);
const sound = images.filter(({ name }) => !name.endsWith(DOCTORED));

describe.skipIf(absent)(`archives that others have made ${fixturesAreAbsent}`, () => {
  it("are all looked at", () => {
    expect(images.length).toBeGreaterThanOrEqual(37);
    expect(images.every(({ image }) => image.layers.every((layer) => layer.diffIdMatches))).toBe(true);
  });

  it.each(sound)(
    "are the images that another reader found: $name$choice",
    async ({ name, choice, image, source }) => {
      const opened = await openOnly(source, path.join(FIXTURES, "images", name) + choice);
      const { identity, layers } = opened;
      expect(identity.id).toBe(`sha256:${image.configSha256}`);
      expect(identity.platform).toMatchObject({ os: image.os, architecture: image.arch });
      expect(identity.repoTags).toEqual(image.repoTags ?? []);
      expect(identity.layers?.map(({ size }) => size)).toEqual(
        image.layers.map(({ blobBytes }) => blobBytes),
      );
      expect(identity.size).toBe(image.layers.reduce((sum, { tarBytes }) => sum + tarBytes, 0));
      expect(layers).toHaveLength(image.history);
      const inventory = await takeInventory(opened, "all");
      expect(inventory.databases.map((database) => database.path)).toEqual(
        pathsOf(image).filter((database) => /\/(?:apk\/db\/installed|dpkg\/status)$/.test(database)),
      );
      await opened.close();
    },
  );

  it.each(sound)(
    "have the layers and the files that it found: $name$choice",
    async ({ name, choice, image }) => {
      const archive = await openArchiveFile(path.join(FIXTURES, "images", name), CONTEXT);
      const layers = await layersOf(archive, Number(choice.slice(":@".length)));
      expect(
        layers.map(({ facts }) => ({ compression: facts.compression ?? "none", bytes: facts.bytes })),
      ).toEqual(image.layers.map(({ compression, tarBytes }) => ({ compression, bytes: tarBytes })));
      expect(await whiteouts(layers)).toBe(image.whiteoutEntries);
      const budget = mergeBudget();
      const root = layers.reduce((below, { facts }) => mergeLayer(below, facts.tree, budget), newDirectory());
      expect(countsOf(root)).toEqual(trueCounts(image.squashed));
      for (const database of image.pkgDbs) expect(lastWriter(root, layers, database)).toBe(database);
    },
  );

  it.each(
    archives
      .filter(({ images: saved = [], oci = [] }) => saved.length + oci.length === 0)
      .map((one) => one.path),
  )("are refused where they hold no image: %s", async (name) => {
    for (const source of [dockerArchive, ociArchive]) {
      const opening = openOnly(source, path.join(FIXTURES, "images", name));
      await expect(opening).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:archive|layout|tar)\./),
      });
    }
  });

  it("are refused where a digest is not that of what it names", async () => {
    const doctored = archives.find(({ path: name }) => name.endsWith(DOCTORED))?.path ?? "";
    const opening = openOnly(dockerArchive, path.join(FIXTURES, "images", doctored));
    await expect(opening).rejects.toMatchObject({ code: "image.digest" });
  });
});

/** Of the image at that place in manifest.json, or else in index.json. */
async function layersOf(archive: Archive, position: number): Promise<OpenLayer[]> {
  const saved = (await readSavedImages(archive))?.[position];
  const names = saved?.layers ?? (await layerNames(archive, position));
  const parts = names.flatMap((name) => archive.find(name) ?? []);
  return openLayers(
    parts.map(({ blob }) => blob),
    parts.flatMap(({ facts }) => facts ?? []),
    CONTEXT,
  );
}

async function layerNames(archive: Archive, position: number): Promise<string[]> {
  const index = await documentOf(archive, "index.json");
  const digest = index.kind === "index" ? index.manifests[position]?.digest : undefined;
  const manifest = await documentOf(archive, nameOf(digest ?? ""));
  return manifest.kind === "manifest" ? manifest.layers.map((layer) => nameOf(layer.digest)) : [];
}

async function documentOf(archive: Archive, name: string): Promise<ReturnType<typeof parseManifest>> {
  const part = archive.find(name);
  if (part === undefined) throw new Error(`no ${name}`);
  return parseManifest(await readDocument(part.blob), name);
}

function nameOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function pathsOf({ pkgDbs }: TrueImage): string[] {
  return pkgDbs.map((entry) => `/${entry.split(" ")[0]}`);
}

/** In the words of the other reader. */
function lastWriter(root: Directory, layers: readonly OpenLayer[], database: string): string {
  const name = database.split(" ")[0] ?? "";
  const found = walk(root, name, { followLast: false });
  const node = found.kind === "found" ? found.node : undefined;
  const layer = layers.findIndex(({ facts }) => node?.kind === "file" && node.layer === facts.tree);
  return `${name} @L${layer}`;
}

async function whiteouts(layers: readonly OpenLayer[]): Promise<number> {
  let count = 0;
  for (const { blob } of layers) {
    for await (const { name } of readTar(decompress(blob.open(), blob.what), blob.what))
      if (/(?:^|\/)\.wh\.[^/]*\/?$/.test(name)) count += 1;
  }
  return count;
}

/** Hard links count as files: to us they are. Directories that no entry names do not count. */
function countsOf(root: Directory): Record<string, number> {
  const counts = { file: 0, symlink: 0, dir: 0 };
  for (const { children } of directoriesOf(root)) {
    for (const node of children.values()) {
      if (node.kind === "symlink") counts.symlink += 1;
      else if (node.kind !== "directory") counts.file += 1;
      else if (node.attributes !== undefined) counts.dir += 1;
    }
  }
  return counts;
}

function trueCounts({
  file = 0,
  hardlink = 0,
  symlink = 0,
  dir = 0,
}: TrueImage["squashed"]): Record<string, number> {
  return { file: file + hardlink, symlink, dir };
}
