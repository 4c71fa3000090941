import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import { readArchive } from "../../src/oci/archive.ts";
import { parseImageFile } from "../../src/oci/image-file.ts";
import { mergeBudget, mergeLayer } from "../../src/oci/merge.ts";
import { type Directory, newDirectory, type Node } from "../../src/oci/tree.ts";
import { findLayer, findManifest, readConfig } from "../../src/sources/docker-archive-parts.ts";
import { dockerArchive } from "../../src/sources/docker-archive.ts";
import { CONTEXT } from "../support/archive.ts";
import { FIXTURES, fixturesAreAbsent } from "../support/fixtures.ts";

interface TrueArchive {
  readonly path: string;
  readonly dockerManifest?: boolean;
  readonly images?: readonly TrueImage[];
}

/** An image as an independent reader saw it. */
interface TrueImage {
  readonly repoTags: readonly string[] | null;
  readonly configSha256: string;
  readonly arch: string;
  readonly layers: readonly { readonly diffIdMatches: boolean }[];
  readonly squashed: Readonly<Record<string, number>>;
  readonly pkgDbs: readonly string[];
}

interface TruePackage {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly srcName: string;
  readonly licenses: readonly string[];
}

/** The other reader puts SPDX's names for the old ones; the inventory has them as the database has them. */
const SPDX = new Map([
  ["GPL2", "GPL-2.0-only"],
  ["GPL2+", "GPL-2.0-or-later"],
  ["BSD", "BSD-3-Clause"],
]);

const absent = fixturesAreAbsent !== "";
const truth = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(path.join(FIXTURES, "truth", name), "utf8")) as T;
const archives = absent ? [] : (await truth<{ images: TrueArchive[] }>("images.json")).images;
/** One whose config is named after another: its reader does not look at that. */
const DOCTORED = "source_image_with_empty_layer_history.tar";
const sound = archives.filter(
  ({ path: name, images = [] }) =>
    images.length === 1 &&
    images[0]?.layers.every((layer) => layer.diffIdMatches) === true &&
    !name.endsWith(DOCTORED),
);

describe.skipIf(absent)(`archives that others have made ${fixturesAreAbsent}`, () => {
  it.each(sound.map(({ path: name, images }) => ({ name, image: images?.[0] })))(
    "are what another reader found in them: $name",
    async ({ name, image: expected }) => {
      const file = path.join(FIXTURES, "images", name);
      const image = await dockerArchive.open(file, CONTEXT);
      try {
        const inventory = await takeInventory(image);
        expect(inventory.image.id).toBe(`sha256:${expected?.configSha256}`);
        expect(inventory.image.platform.architecture).toBe(expected?.arch);
        const databases = (expected?.pkgDbs ?? [])
          .map((entry) => `/${entry.split(" ")[0]}`)
          .filter((entry) => /\/(?:apk\/db\/installed|dpkg\/status)$/.test(entry));
        expect(inventory.databases.map((database) => database.path)).toEqual(databases);
      } finally {
        await image.close();
      }
      expect(await squashed(file)).toEqual(filesAndLinks(expected?.squashed ?? {}));
    },
  );

  it.each(archives.filter(({ images }) => (images ?? []).length !== 1).map(({ path: name }) => name))(
    "are refused where they hold no image, or several: %s",
    async (name) => {
      const opening = dockerArchive.open(path.join(FIXTURES, "images", name), CONTEXT);
      await expect(opening).rejects.toMatchObject({ code: expect.stringMatching(/^(?:archive|tar)\./) });
    },
  );

  it("are refused where a digest is not that of what it names", async () => {
    const doctored = archives.find(({ path: name }) => name.endsWith(DOCTORED))?.path ?? "";
    const opening = dockerArchive.open(path.join(FIXTURES, "images", doctored), CONTEXT);
    await expect(opening).rejects.toMatchObject({ code: "image.digest" });
  });

  it("have the packages that were found in Alpine 3.11", async () => {
    const { path: name, packages } = await truth<{ path: string; packages: TruePackage[] }>(
      "alpine-311-image.json",
    );
    const image = await dockerArchive.open(path.join(FIXTURES, "images/aquasecurity+trivy", name), CONTEXT);
    const inventory = await takeInventory(image);
    await image.close();
    expect(inventory.os).toMatchObject({ id: "alpine", versionId: "3.11.5" });
    expect(inventory.gaps).toEqual([]);
    const found = inventory.packages.map(({ name: own, version, arch, source, licenses }) => {
      const spdx = licenses?.map((license) => SPDX.get(license) ?? license);
      return { name: own, version, arch, srcName: source?.name, licenses: spdx };
    });
    expect(found).toEqual(
      packages.map(({ name: own, version, arch, srcName, licenses }) => ({
        name: own,
        version,
        arch,
        srcName,
        licenses,
      })),
    );
  });
});

/** How many files and links the merged tree has. Hard links count as files: to us they are. */
async function squashed(name: string): Promise<{ files: number; links: number }> {
  const file = await open(name);
  try {
    const archive = await readArchive(file, name, CONTEXT.signal);
    const manifest = findManifest(archive, name);
    parseImageFile(readConfig(archive, manifest, name));
    const budget = mergeBudget();
    const trees = manifest.layers.map((layer) => findLayer(archive, layer, name).tree);
    const root = trees.reduce((below, tree) => mergeLayer(below, tree, budget), newDirectory());
    const nodes = [...allNodes(root)];
    return {
      files: nodes.filter(({ kind }) => kind === "file" || kind === "dangling-link").length,
      links: nodes.filter(({ kind }) => kind === "symlink").length,
    };
  } finally {
    await file.close();
  }
}

function* allNodes(directory: Directory): Generator<Node> {
  for (const node of directory.children.values()) {
    yield node;
    if (node.kind === "directory") yield* allNodes(node);
  }
}

function filesAndLinks(counts: Readonly<Record<string, number>>): { files: number; links: number } {
  return { files: (counts["file"] ?? 0) + (counts["hardlink"] ?? 0), links: counts["symlink"] ?? 0 };
}
