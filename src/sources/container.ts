import { connect, type Engine } from "../engine/connect.ts";
import { ContainerArchive } from "../engine/container-archive.ts";
import { exportedTree } from "../engine/export.ts";
import { ContainerFiles } from "../engine/files.ts";
import { imageLayers, type InspectedImage, inspectImage } from "../engine/image.ts";
import { inspectContainer, type InspectedContainer } from "../engine/inspect-container.ts";
import { isMountedIn, mountGaps, MountedFiles } from "../engine/mounted-files.ts";
import { LumogateError } from "../model/error.ts";
import type { Extractor } from "../model/extractor.ts";
import type { ImageTree, OpenImage } from "../model/image.ts";
import type { Gap, ImageIdentity, Platform } from "../model/inventory.ts";
import { platformText, servesPlatform } from "../model/platform.ts";
import type { Source } from "./source.ts";

/**
 * A container of somebody's in the engine that docker itself would ask, running or stopped, with all that was changed in
 * it. It is only read: never started, stopped or removed.
 */
export const container: Source = {
  transport: "container",
  async find(name, { env, signal, platform, extractor }) {
    const engine = await connect(env, signal);
    const found = await inspectContainer(engine, name);
    const image = await inspectImage(engine, found.imageId);
    if (platform !== undefined && platform !== "all") checkPlatform(name, image, platform);
    return [{ name, open: () => openContainer(engine, name, found, image, extractor) }];
  },
};

async function openContainer(
  engine: Engine,
  name: string,
  { id, imageId, config, mounts }: InspectedContainer,
  image: InspectedImage | undefined,
  extractor: Extractor,
): Promise<OpenImage> {
  const { identity, layers, gaps } = await describeImage(engine, name, imageId, image);
  const files = new MountedFiles(new ContainerFiles(new ContainerArchive(engine, id)), mounts);
  let exported: Promise<ImageTree> | undefined;
  const exportTree = async (): Promise<ImageTree> => {
    const tree = await exportedTree(engine, id, {
      extractor,
      files,
      leaveOut: (root) => isMountedIn(root, mounts),
    });
    return { ...tree, files: new MountedFiles(tree.files, mounts) };
  };
  return {
    identity,
    config,
    layers,
    gaps: [...gaps, ...mountGaps(mounts, extractor.headBytes > 0)],
    files,
    tree: () => (exported ??= exportTree()),
    close: () => Promise.resolve(),
  };
}

/** The image that the container was created of. What was changed since is in no layer, and has no size. */
async function describeImage(
  engine: Engine,
  name: string,
  id: string,
  image: InspectedImage | undefined,
): Promise<Pick<OpenImage, "identity" | "layers" | "gaps">> {
  if (image === undefined) {
    const identity: ImageIdentity = { reference: name, id, repoTags: [], repoDigests: [] };
    return { identity, layers: [], gaps: [imageGone(id)] };
  }
  const { layers, stored, gaps } = await imageLayers(engine, image);
  const { size: _, ...identity } = image.identity;
  return { identity: { ...identity, reference: name, layers: stored }, layers, gaps };
}

function imageGone(id: string): Gap {
  return {
    code: "container.image-gone",
    by: "container",
    reason: `The image ${id} that the container was created of is no longer in the engine; its names, its platform and its layers are not known.`,
    affects: ["image", "layers"],
  };
}

function checkPlatform(name: string, image: InspectedImage | undefined, wanted: Platform): void {
  const has = image?.identity.platform;
  if (has !== undefined && servesPlatform(has, wanted)) return;
  const is = has === undefined ? "of an image that is gone" : `for ${platformText(has)}`;
  throw new LumogateError(
    "image.platform",
    `The container ${name} is ${is}, expected one for ${platformText(wanted)}.`,
    { hint: "Leave out --platform: a container is for one platform." },
  );
}
