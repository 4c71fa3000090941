import { LumogateError } from "../model/error.ts";
import type { ImageState, OpenImage } from "../model/image.ts";
import type { ImageIdentity } from "../model/inventory.ts";
import type { Blob } from "./blob.ts";
import { layerChanges } from "./changes.ts";
import { contentReader } from "./contents.ts";
import { imageFiles, type ReadContent } from "./files.ts";
import { type ImageFile, joinHistory } from "./documents/image-file.ts";
import { imageTree } from "./image-tree.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { mergeBudget, mergeLayer } from "./merge.ts";
import { readLayers, type ReadLayersOptions } from "./read-layers.ts";
import { type Directory, newDirectory } from "./tree.ts";

/** A layer that has been read, and where it can be read again. */
export interface OpenLayer {
  readonly blob: Blob;
  readonly facts: LayerFacts;
}

/** What an image is called, and what its source says of it; the rest of its identity is in its config and its layers. */
export type SourceIdentity = Omit<ImageIdentity, "platform" | "created" | "size" | "layers">;

/**
 * An image put together of its config and its layers, wherever both come from.
 *
 * @param layers the lowest first, as the manifest lists them
 * @param close what to do at the end: close a file, end a connection
 * @throws LumogateError `image.digest` where a layer is not what the config says, `image.layers` where their counts
 *   differ, `image.limit`
 */
export function layeredImage(
  identity: SourceIdentity,
  image: ImageFile,
  layers: readonly OpenLayer[],
  close: () => Promise<void>,
  signal: AbortSignal,
): OpenImage {
  checkLayers(image, layers);
  const { layers: steps, gaps } = joinHistory(image);
  const roots = mergedRoots(layers);
  const made = steps.filter(({ empty }) => !empty);
  const read = contentReader(layers, signal);
  const states = roots.map((root, index) => {
    const files = imageFiles(root, read);
    return { layer: made[index]?.index ?? index, files, tree: imageTree(root, files) };
  });
  const whole = states.at(-1) ?? emptyState(read);
  return {
    identity: {
      ...identity,
      platform: image.platform,
      ...(image.created === undefined ? {} : { created: image.created }),
      size: layers.reduce((sum, { facts }) => sum + facts.bytes, 0),
      layers: layers.map(({ facts }) => ({
        diffId: facts.diffId,
        digest: facts.digest,
        size: facts.storedBytes,
      })),
    },
    config: image.config,
    layers: steps,
    gaps,
    files: whole.files,
    tree: () => Promise.resolve(whole.tree),
    history: {
      states: () => Promise.resolve(states),
      changes: () =>
        Promise.resolve(
          layerChanges(
            layers.map(({ facts }) => facts.tree),
            roots,
          ),
        ),
    },
    close,
  };
}

/** Of an image without layers. */
function emptyState(read: ReadContent): Pick<Required<ImageState>, "files" | "tree"> {
  const root = newDirectory();
  const files = imageFiles(root, read);
  return { files, tree: imageTree(root, files) };
}

/**
 * Reads layers, unless they are known.
 *
 * @param known facts about all of the blobs, where their source had to read them on the way; else none
 */
export async function openLayers(
  blobs: readonly Blob[],
  known: readonly LayerFacts[],
  options: ReadLayersOptions,
): Promise<OpenLayer[]> {
  const facts = known.length === blobs.length ? known : await readLayers(blobs, options);
  return blobs.flatMap((blob, index) => {
    const one = facts[index];
    return one === undefined ? [] : [{ blob, facts: one }];
  });
}

/** @throws LumogateError `image.layers` */
export function checkLayerCount(layers: number, { diffIds }: ImageFile, what: string): void {
  if (layers === diffIds.length) return;
  throw new LumogateError(
    "image.layers",
    `The image ${what} has ${layers} layers, expected the ${diffIds.length} of its config.`,
    { hint: "The image is not whole. Save or copy it again." },
  );
}

function checkLayers(image: ImageFile, layers: readonly OpenLayer[]): void {
  checkLayerCount(layers.length, image, "as it is stored");
  for (const [index, { blob, facts }] of layers.entries()) {
    const expected = image.diffIds[index] ?? "";
    if (facts.diffId === expected) continue;
    throw new LumogateError(
      "image.digest",
      `The image was not made of ${blob.what}: its digest is ${facts.diffId}, expected ${expected}.`,
      { hint: "The image was damaged or changed after it was stored. Save or copy it again." },
    );
  }
}

/** The merged tree as of each layer; what a layer does not change, its tree shares with the one before. */
function mergedRoots(layers: readonly OpenLayer[]): Directory[] {
  const budget = mergeBudget();
  const roots: Directory[] = [];
  for (const { facts } of layers) roots.push(mergeLayer(roots.at(-1) ?? newDirectory(), facts.tree, budget));
  return roots;
}
