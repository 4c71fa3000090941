import { open } from "node:fs/promises";
import type { OpenImage } from "../../src/model/image.ts";
import { extractorFor } from "../../src/inventory/extract/extract.ts";
import { Extraction } from "../../src/oci/extraction.ts";
import { fillTree } from "../../src/oci/fill-tree.ts";
import { imageFiles } from "../../src/oci/files.ts";
import { imageTree } from "../../src/oci/image-tree.ts";
import { LayerBudget } from "../../src/oci/layer-budget.ts";
import { LayerTree } from "../../src/oci/layer.ts";
import { TarReader } from "../../src/oci/tar/tar.ts";

/** A root file system in a tar, as an image of one layer; nothing but its files is of interest. */
export async function imageOfTar(file: string): Promise<OpenImage> {
  const tree = new LayerTree(file);
  const handle = await open(file);
  const taking = { extraction: new Extraction(extractorFor("all")), budget: new LayerBudget() };
  const bytes = handle.createReadStream({ autoClose: false });
  await fillTree(tree, new TarReader(bytes, file), taking);
  const files = imageFiles(tree.root, async ({ offset, size }) => {
    const { buffer } = await handle.read(Buffer.alloc(size), 0, size, offset);
    return buffer;
  });
  return {
    identity: { reference: file, repoTags: [], repoDigests: [] },
    config: { env: [], exposedPorts: [], volumes: [], labels: {}, onBuild: [], secrets: [] },
    layers: [],
    gaps: [],
    files,
    tree: () => Promise.resolve(imageTree(tree.root, files)),
    close: () => handle.close(),
  };
}
