import { randomUUID } from "node:crypto";
import { isAbsolute } from "node:path/posix";
import type Dockerode from "dockerode";
import { LumogateError } from "../model/error.ts";
import type { Platform } from "../model/inventory.ts";
import { withinCleanUp } from "./deadlines.ts";
import type { Engine } from "./connect.ts";
import { badAnswer, type EngineRefusal, isRefusal } from "./failure.ts";
import { platformText } from "../model/platform.ts";
import { imageGone } from "./image.ts";
import { ownLabels } from "./labels.ts";
import { removeContainer } from "./remove.ts";

/** A container that was created to be read, and is never started. */
export interface ReadContainer {
  /** Its ID, once it is there. @throws LumogateError `image.gone`, `engine.*` */
  readonly created: Promise<string>;
  /**
   * Removes it, however far its creation is, within `LIMITS.cleanUpMs`. May be called often; it works once.
   *
   * @throws LumogateError `engine.*` where it may still be there
   */
  remove(): Promise<void>;
}

/** What a container is created of. */
export interface ContainerImage {
  /** As the engine knows it. */
  readonly id: string;
  /** What the user calls it, for messages. */
  readonly reference: string;
  /** Its VOLUMEs. */
  readonly volumes: readonly string[];
}

/** @param platform the one wanted, of an image that has several */
export function createContainer(engine: Engine, image: ContainerImage, platform?: Platform): ReadContainer {
  const name = `lumogate-${randomUUID()}`;
  const created = create(engine, name, image, platform);
  // Whoever waits for the container hears of it; a removal alone does not mind.
  created.catch(() => undefined);
  let removal: Promise<void> | undefined;
  return {
    created,
    remove: () =>
      (removal ??= withinCleanUp(removeCreated(engine.steady, name, created), `the removal of ${name}`)),
  };
}

async function create(
  { steady }: Engine,
  name: string,
  image: ContainerImage,
  platform?: Platform,
): Promise<string> {
  const query = { name, ...(platform === undefined ? {} : { platform: platformText(platform) }) };
  // Said apart, since dockerode would put all of it into the query as well. Its types do not know them.
  const options = {
    _query: query,
    _body: createBody(image.id, image.volumes),
  } as Dockerode.ContainerCreateOptions;
  try {
    // Not cancelled with the run: an engine goes on creating, and the container would be there after its removal.
    const { id } = await steady.createContainer(options);
    if (typeof id !== "string" || id === "")
      throw badAnswer("POST /containers/create", "it has no container ID");
    return id;
  } catch (error) {
    if (isRefusal(error, 404)) throw imageGone(image.reference);
    const unusable = image.volumes.find((volume) => !isAbsolute(volume));
    if (isRefusal(error, 400, 500) && unusable !== undefined) throw badVolume(unusable, error);
    throw error;
  }
}

/** Some engines keep an image with such a VOLUME, and then make no container of it, for us or anybody. */
function badVolume(volume: string, cause: EngineRefusal): LumogateError {
  return new LumogateError("engine.refused", cause.message, {
    hint: `The image declares the VOLUME ${JSON.stringify(volume)}, which is no absolute path. Correct it where the image is built, then run again.`,
    cause,
  });
}

/**
 * The container: of the image by its ID, without a network, with a command that does not exist, and without volumes.
 * For each VOLUME an engine would make an anonymous volume and copy the image's files into it, which takes minutes
 * for gigabytes; a tmpfs in its place is only mounted at the start that never comes, so that the image's files show.
 * A VOLUME that is no absolute path cannot have one, and gets its volume, which goes with the container.
 */
export function createBody(imageId: string, volumes: readonly string[]): Dockerode.ContainerCreateOptions {
  return {
    Image: imageId,
    Entrypoint: ["/lumogate-never-started"],
    NetworkDisabled: true,
    Labels: ownLabels(),
    HostConfig: {
      NetworkMode: "none",
      LogConfig: { Type: "none", Config: {} },
      Tmpfs: Object.fromEntries(volumes.filter(isAbsolute).map((volume) => [volume, ""])),
    },
  };
}

/** By name, since an engine that did not answer in time may have created it all the same. */
async function removeCreated(steady: Dockerode, name: string, created: Promise<string>): Promise<void> {
  await created.catch(() => undefined);
  await removeContainer(steady, name);
}
