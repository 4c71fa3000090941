import { withinCleanUp } from "../engine/deadlines.ts";
import { connect, type Engine } from "../engine/connect.ts";
import { ContainerArchive } from "../engine/container-archive.ts";
import { createContainer, type ReadContainer } from "../engine/container.ts";
import { ContainerFiles } from "../engine/files.ts";
import { imageLayers, type InspectedImage } from "../engine/image.ts";
import { provideImage } from "../engine/provide.ts";
import { sweep } from "../engine/sweep.ts";
import { messageOf } from "../model/error.ts";
import type { OpenImage } from "../model/image.ts";
import type { Source, SourceContext } from "./source.ts";

/** An image in a container engine: Docker's, or podman's behind its Docker-compatible socket. */
export const docker: Source = {
  transport: "docker",

  async open(locator: string, context: SourceContext): Promise<OpenImage> {
    const engine = await connect(context.env, context.signal);
    const image = await provideImage(engine, locator, context);
    const swept = startSweep(engine, context);
    const container = createContainer(engine, image, context.platform);
    const close = async (): Promise<void> => {
      await Promise.all([swept(), removed(container, context)]);
    };
    try {
      return { ...(await opened(engine, image, container, context)), close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

async function opened(
  engine: Engine,
  image: InspectedImage,
  container: ReadContainer,
  { platform, signal }: SourceContext,
): Promise<Omit<OpenImage, "close">> {
  const [history, id] = await Promise.all([imageLayers(engine, image, platform), container.created]);
  signal.throwIfAborted();
  const files = new ContainerFiles(new ContainerArchive(engine, id));
  return { identity: image.identity, config: image.config, ...history, files };
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
