import { createHash, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type Dockerode from "dockerode";
import { pack } from "tar-stream";
import type { Engine } from "./connect.ts";
import { withinCall, withinCleanUp } from "./deadlines.ts";
import { streamCall } from "./dial.ts";
import { badAnswer, unbroken } from "./failure.ts";
import type { InspectedImage } from "./image.ts";
import { jsonLines } from "./json-lines.ts";
import { labelledImages } from "./labelled-images.ts";
import { ownLabels, PREFIX_LABEL } from "./labels.ts";
import { failureOf } from "./pull.ts";
import { removeImage } from "./remove.ts";

/** Images of another image's lowest layers. */
export interface PrefixImages {
  /**
   * Their IDs: of the first layer alone, of the first two, and so on, without the one that would have all of them.
   *
   * @throws LumogateError `engine.*`, also where the engine makes no such images
   */
  readonly loaded: Promise<readonly string[]>;
  /**
   * Removes them, however far their loading is, within `LIMITS.cleanUpMs`. May be called often; it works once.
   *
   * @throws LumogateError `engine.*` where some may still be there
   */
  remove(): Promise<void>;
}

const LOAD = "POST /images/load";

/**
 * Has the engine make images of an image's lowest layers, to look at it as it was before each layer. An engine with a
 * graph driver knows its layers by the digests of all layers up to them, and asks a loaded image for a layer's bytes only
 * where it does not have them; so nothing is sent but descriptions. Other engines refuse.
 */
export function loadPrefixImages(engine: Engine, image: InspectedImage): PrefixImages {
  const key = randomUUID();
  const loaded = load(engine.steady, prefixConfigs(image, key));
  // Whoever waits for the images hears of it; a removal alone does not mind.
  loaded.catch(() => undefined);
  let removal: Promise<void> | undefined;
  const remove = async (): Promise<void> => {
    await loaded.catch(() => undefined);
    await removeImagesOf(engine.steady, key);
  };
  return {
    loaded,
    remove: () => (removal ??= withinCleanUp(remove(), "the removal of the images of single layers")),
  };
}

/** An image config (OCI image-spec config.md) for all layers but the last, which is the image itself. */
function prefixConfigs({ identity, diffIds }: InspectedImage, key: string): string[] {
  const { os, architecture, variant } = identity.platform;
  // The sweep judges by the time what it cannot judge by the owner.
  const created = new Date().toISOString();
  const config = { Labels: { ...ownLabels(), [PREFIX_LABEL]: key } };
  return diffIds.slice(0, -1).map((_, index) => {
    const rootfs = { type: "layers", diff_ids: diffIds.slice(0, index + 1) };
    return JSON.stringify({ architecture, os, variant, created, config, rootfs });
  });
}

/** Not cancelled with the run: an engine goes on loading, and the images would be there after their removal. */
function load(steady: Dockerode, configs: readonly string[]): Promise<readonly string[]> {
  return withinCall(LOAD, NEVER, async (deadline) => {
    const stream = await streamCall(steady, {
      path: "/images/load?",
      method: "POST",
      options: { quiet: true },
      file: await prefixArchive(configs),
      abortSignal: deadline,
    });
    const expected = configs.map((config) => `sha256:${createHash("sha256").update(config).digest("hex")}`);
    const missing = new Set(expected);
    for await (const event of jsonLines(unbroken(stream, LOAD, deadline), LOAD)) {
      const failure = failureOf(event);
      if (failure !== undefined) throw badAnswer(LOAD, failure);
      const { stream: line } = event;
      if (typeof line !== "string") continue;
      for (const [id] of line.matchAll(/sha256:[0-9a-f]{64}/g)) missing.delete(id);
    }
    if (missing.size === 0) return expected;
    throw badAnswer(LOAD, `${missing.size} of ${expected.length} images are not there`);
  });
}

const NEVER = new AbortController().signal;

/** As `docker save` writes it, but for the layers, which it names and does not have. */
async function prefixArchive(configs: readonly string[]): Promise<Buffer> {
  const tar = pack();
  const manifest = configs.map((_, index) => ({
    Config: `${index}.json`,
    RepoTags: null,
    Layers: configs.slice(0, index + 1).map((_layer, layer) => `${layer}.tar`),
  }));
  for (const [index, config] of configs.entries()) tar.entry({ name: `${index}.json` }, config);
  tar.entry({ name: "manifest.json" }, JSON.stringify(manifest));
  tar.finalize();
  return buffer(tar);
}

/** By their label, since an engine that broke off may have made some. What an engine lists besides is not ours. */
async function removeImagesOf(steady: Dockerode, key: string): Promise<void> {
  const images = await labelledImages(steady, `${PREFIX_LABEL}=${key}`);
  const ours = images.filter(({ labels }) => labels.get(PREFIX_LABEL) === key);
  await Promise.all(ours.map(({ id }) => removeImage(steady, id)));
}
