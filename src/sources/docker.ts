import { connect, type Engine } from "../engine/connect.ts";
import { ContainerArchive } from "../engine/container-archive.ts";
import { createContainer, type ReadContainer } from "../engine/container.ts";
import { withinCleanUp } from "../engine/deadlines.ts";
import { ContainerFiles } from "../engine/files.ts";
import { imageLayers, type InspectedImage } from "../engine/image.ts";
import { platformsOf } from "../engine/platforms.ts";
import { provideImage } from "../engine/provide.ts";
import { sweep } from "../engine/sweep.ts";
import { messageOf } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import type { FoundImage, Source, SourceContext } from "./source.ts";

/** An image in the engine that docker itself would ask. */
export const docker = engineSource("docker", connect);

/** Images in a container engine that speaks Docker's API. @param connectTo finds the engine */
export function engineSource(transport: string, connectTo: typeof connect): Source {
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
    return [{ name: locator, open: () => openImage(engine, image, context, platform) }];
  }
  const image = await provideImage(engine, locator, rest);
  const found = await platformsOf(engine, image);
  return found.map((one) => ({
    name: `${locator} (${platformText(one.identity.platform)})`,
    open: () => openImage(engine, one, context, found.length === 1 ? undefined : one.identity.platform),
  }));
}

/** @param platform the one wanted, of an image that has several */
async function openImage(
  engine: Engine,
  image: InspectedImage,
  context: SourceContext,
  platform: Platform | undefined,
): Promise<OpenImage> {
  const swept = startSweep(engine, context);
  const { id, reference } = image.identity;
  const container = createContainer(engine, { id, reference, volumes: image.config.volumes }, platform);
  const close = async (): Promise<void> => {
    await Promise.all([swept(), removed(container, context)]);
  };
  try {
    return { ...(await opened(engine, image, container, platform)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function opened(
  engine: Engine,
  image: InspectedImage,
  container: ReadContainer,
  platform: Platform | undefined,
): Promise<Omit<OpenImage, "close">> {
  const [{ layers, stored, gaps }, id] = await Promise.all([
    imageLayers(engine, image, platform),
    container.created,
  ]);
  engine.signal.throwIfAborted();
  const files = new ContainerFiles(new ContainerArchive(engine, id));
  return { identity: { ...image.identity, layers: stored }, config: image.config, layers, gaps, files };
}

/** Nothing depends on the sweep. @returns what waits for it, not for long */
function startSweep(engine: Engine, { progress, signal }: SourceContext): () => Promise<void> {
  const report = (error: unknown): void => {
    if (!signal.aborted) progress(`What earlier runs left behind was not swept: ${messageOf(error)}`);
  };
  const swept = sweep(engine).catch(report);
  return () => withinCleanUp(swept, "the sweep").catch(report);
}

/** A container that stays is a pity, not a reason to judge otherwise; the next run's sweep takes it. */
async function removed(container: ReadContainer, { progress }: SourceContext): Promise<void> {
  try {
    await container.remove();
  } catch (error) {
    progress(`A container stays behind: ${messageOf(error)}`);
  }
}
