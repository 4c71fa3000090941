import { mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../../../src/inspect.ts";
import type { Inventory } from "../../../src/model/inventory.ts";
import { findImages } from "../../../src/sources/index.ts";
import { extractorFor } from "../../../src/inventory/extract/extract.ts";
import { DEBIAN_OS_RELEASE, debStanza } from "../../support/image.ts";
import {
  anImage,
  blobPath,
  type LayoutFolder,
  layoutFiles,
  layoutFolder,
  type TestImage,
} from "../../support/layout.ts";
import { sourceContext } from "../../support/source-context.ts";
import { file, tar } from "../../support/tar.ts";

const SYSTEM = [file("etc/os-release", DEBIAN_OS_RELEASE), file("var/lib/dpkg/status", debStanza("bash"))];
const STATUS = [file("var/lib/dpkg/status", `${debStanza("bash")}\n${debStanza("curl")}`)];

const BASE = anImage({ layers: [SYSTEM], compression: "gzip" });
/** Its lower layer is the base's, packed in another way. */
const IMAGE = anImage({ layers: [SYSTEM, STATUS] });

let cacheDirectory: string;
beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(os.tmpdir(), "lumogate-layer-cache-"));
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

/** By a run of its own. */
async function inventoryAt(target: string): Promise<Inventory> {
  const { extractor: _, ...source } = sourceContext({ cacheDirectory });
  const [found] = await findImages(target, { ...source, extractor: extractorFor("os") });
  if (found === undefined) throw new Error("no image was found");
  const wishes = { origins: "no", base: "no", changes: "no", signatures: "no" } as const;
  return inspect(found, { source, changes: false, scope: "os" }, wishes, ({ inventory }) =>
    Promise.resolve(inventory),
  );
}

/** By a run of its own. @param base given as the user gives it; then each package's origin is asked for */
async function inventoryOf(folder: LayoutFolder, base?: LayoutFolder): Promise<Inventory> {
  const { extractor: _, ...source } = sourceContext({ cacheDirectory });
  const [found] = await findImages(`oci:${folder.path}`, { ...source, extractor: extractorFor("os") });
  if (found === undefined) throw new Error("no image was found");
  const wish = base === undefined ? "no" : "asked";
  return inspect(
    found,
    { source, changes: false, scope: "os", ...(base === undefined ? {} : { base: `oci:${base.path}` }) },
    { origins: wish, base: wish, changes: "no", signatures: "no" },
    ({ inventory }) => Promise.resolve(inventory),
  );
}

/** The layers' bytes are others then, and as many: whoever reads them fails. */
async function damageLayers(folder: LayoutFolder, { blobs }: TestImage): Promise<void> {
  for (const layer of blobs.slice(2))
    await writeFile(path.join(folder.path, blobPath(layer)), Buffer.alloc(layer.bytes.length, "x"));
}

describe("an image whose layers are all known", () => {
  it("has the inventory that it had, and none of its layers is read", async () => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    const cold = await inventoryOf(folder);
    await damageLayers(folder, IMAGE);
    expect(await inventoryOf(folder)).toEqual(cold);
    expect(cold.packages.map(({ name }) => name)).toEqual(["bash", "curl"]);
  });

  it("is read where there is no cache, and then what was damaged shows", async () => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    await inventoryOf(folder);
    await damageLayers(folder, IMAGE);
    await rm(path.join(cacheDirectory, "layers"), { recursive: true });
    await expect(inventoryOf(folder)).rejects.toMatchObject({ code: "tar.malformed" });
  });

  it("may be known by having been another's base, contents and all", async () => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    await using base = await layoutFolder(layoutFiles([BASE]));
    const { packages } = await inventoryOf(folder, base);
    expect(packages.map(({ name, fromBase }) => [name, fromBase])).toEqual([
      ["bash", true],
      ["curl", false],
    ]);
    await damageLayers(base, BASE);
    expect((await inventoryOf(base)).packages.map(({ name }) => name)).toEqual(["bash"]);
  });
});

describe("an image whose layers are all known, and are not all there as they should be, is refused", () => {
  it.each<[string, string, (layer: string) => Promise<void>]>([
    ["a layer is gone", "layout.blob", (layer) => rm(layer)],
    ["a layer is shorter", "blob.size", (layer) => truncate(layer, 1024)],
    [
      "a layer is a link to the right bytes",
      "layout.link",
      async (layer) => {
        await rename(layer, `${layer}.moved`);
        await symlink(`${layer}.moved`, layer);
      },
    ],
  ])("where %s: %s", async (_what, code, change) => {
    await using folder = await layoutFolder(layoutFiles([IMAGE]));
    await inventoryOf(folder);
    const [, , , layer] = IMAGE.blobs;
    if (layer === undefined) throw new Error("the image has two layers");
    await change(path.join(folder.path, blobPath(layer)));
    await expect(inventoryOf(folder)).rejects.toMatchObject({ code });
  });

  it("where a layer in an archive is shorter: blob.size", async () => {
    const archive = path.join(cacheDirectory, "image.tar");
    const files = layoutFiles([IMAGE]);
    const pack = (): Promise<void> =>
      writeFile(archive, tar([...files].map(([name, content]) => file(name, content))));
    await pack();
    await inventoryAt(`oci-archive:${archive}`);
    const [, , , layer] = IMAGE.blobs;
    if (layer === undefined) throw new Error("the image has two layers");
    files.set(blobPath(layer), layer.bytes.subarray(0, 1024));
    await pack();
    await expect(inventoryAt(`oci-archive:${archive}`)).rejects.toMatchObject({ code: "blob.size" });
  });
});
