import { connect, type Engine } from "../engine/connect.ts";
import { ContainerArchive } from "../engine/container-archive.ts";
import { createContainer, type ReadContainer } from "../engine/container.ts";
import { withinCleanUp } from "../engine/deadlines.ts";
import { exportedTree } from "../engine/export.ts";
import { ContainerFiles } from "../engine/files.ts";
import { EngineHistory, type HistoryOptions } from "../engine/history.ts";
import { imageLayers, type InspectedImage } from "../engine/image.ts";
import { platformsOf } from "../engine/platforms.ts";
import { provideImage } from "../engine/provide.ts";
import { sweep } from "../engine/sweep.ts";
import type { Attachments } from "../model/attachments.ts";
import { messageOf } from "../model/error.ts";
import type { ImageTree, OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** An image in the engine that docker itself would ask. */
export const docker = engineSource("docker", connect);

/** Images in a container engine that speaks Docker's API. @param connectTo finds the engine */
export function engineSource(
  transport: string,
  connectTo: (env: SourceContext["env"], signal: AbortSignal) => Promise<Engine>,
): Source {
  return {
    transport,
    async find(locator, context) {
      const engine = await connectTo(context.env, context.signal);
      return find(engine, locator, context);
    },
  };
}

async function find(engine: Engine, locator: string, context: SourceContext): Promise<FoundImage[]> {
  const { platform, ...rest } = context;
  if (platform !== "all") {
    const wanted = platform === undefined ? {} : { platform };
    const image = await provideImage(engine, locator, { ...rest, ...wanted });
    return [{ name: locator, open: () => openImage(engine, image, rest, platform) }];
  }
  const image = await provideImage(engine, locator, rest);
  const found = await platformsOf(engine, image);
  return found.map((one) => ({
    name: `${locator} (${platformText(one.identity.platform)})`,
    open: () => openImage(engine, one, rest, found.length === 1 ? undefined : one.identity.platform),
  }));
}

/** For one image, whose platform is known. */
type EngineContext = Omit<SourceContext, "platform">;

/** @param platform the one wanted, of an image that has several */
async function openImage(
  engine: Engine,
  image: InspectedImage,
  context: EngineContext,
  platform: Platform | undefined,
): Promise<OpenImage> {
  const swept = startSweep(engine, context);
  const { id, reference } = image.identity;
  const container = createContainer(engine, { id, reference, volumes: image.config.volumes }, platform);
  let history: EngineHistory | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([swept(), removed(history, container, context)]);
  };
  try {
    const [{ layers, stored, gaps }, containerId] = await Promise.all([
      imageLayers(engine, image, platform),
      container.created,
    ]);
    engine.signal.throwIfAborted();
    const files = new ContainerFiles(new ContainerArchive(engine, containerId));
    history = new EngineHistory(engine, { image, layers, files }, historyOptions(context));
    const identity = { ...image.identity, layers: stored };
    const { extractor } = context;
    let exported: Promise<ImageTree> | undefined;
    const tree = (): Promise<ImageTree> =>
      (exported ??= exportedTree(engine, containerId, { extractor, files }));
    const attachments = async (): Promise<Attachments> => {
      const { attachmentsOfEngineImage } = await import("./engine-attachments.ts");
      return attachmentsOfEngineImage(identity, context);
    };
    return { identity, config: image.config, layers, gaps, files, tree, history, attachments, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function historyOptions(context: EngineContext): HistoryOptions {
  return {
    ...context,
    async openSaved(stream) {
      const { openDockerArchiveStream } = await import("./docker-archive.ts");
      return openDockerArchiveStream(stream, context, () => Promise.resolve());
    },
  };
}

/** Nothing depends on the sweep. @returns what waits for it, not for long */
function startSweep(engine: Engine, { progress, signal }: EngineContext): () => Promise<void> {
  const report = (error: unknown): void => {
    if (!signal.aborted) progress(`What earlier runs left behind was not swept: ${messageOf(error)}`);
  };
  const swept = sweep(engine).catch(report);
  return () => withinCleanUp(swept, "the sweep").catch(report);
}

/**
 * What stays is a pity, not a reason to judge otherwise; the next run's sweep takes it. The container goes last: where it
 * is left over, the sweep looks for what else is.
 */
async function removed(
  history: EngineHistory | undefined,
  container: ReadContainer,
  { progress }: EngineContext,
): Promise<void> {
  try {
    await withinCleanUp(history?.close() ?? Promise.resolve(), "the removal of the images of single layers");
    await container.remove();
  } catch (error) {
    progress(`Something stays behind on the engine until the next run: ${messageOf(error)}`);
  }
}
