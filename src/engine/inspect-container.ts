import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { ImageConfig } from "../model/inventory.ts";
import { parseImageConfig } from "../oci/documents/image-config.ts";
import { tooMuch } from "../oci/too-much.ts";
import { quoted } from "../text.ts";
import type { Engine } from "./connect.ts";
import { ask } from "./dial.ts";
import { badAnswer, isRefusal } from "./failure.ts";

/** A container of somebody's, as the engine describes it. */
export interface InspectedContainer {
  readonly id: string;
  /** The image that it was created of, which may be gone. */
  readonly imageId: string;
  /** The image's, with what the container was given besides. */
  readonly config: ImageConfig;
  /** Where something else lies over the container's own files: absolute paths, sorted. */
  readonly mounts: readonly string[];
}

/**
 * Asks for a container by its name or its ID, whether it runs or not.
 *
 * @throws LumogateError `container.name`, `container.not-found`, `image.config`, `image.limit`, `engine.*`
 */
export async function inspectContainer(engine: Engine, name: string): Promise<InspectedContainer> {
  // It becomes a part of the call's path.
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name)) {
    throw new LumogateError("container.name", `${quoted(name)} is no container's name.`, {
      hint: 'Write the name or the ID, as "docker ps --all" has it: container:NAME.',
    });
  }
  try {
    return parseContainer(await ask(engine.docker, `/containers/${name}/json`));
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    throw new LumogateError(
      "container.not-found",
      `The engine at ${engine.url} has no container ${quoted(name)}.`,
      { hint: 'Look at "docker ps --all"; the container may be in another engine (DOCKER_HOST).' },
    );
  }
}

function parseContainer(answer: unknown): InspectedContainer {
  const call = "the container's inspection";
  if (!isRecord(answer)) throw badAnswer(call, "it is not an object");
  const { Id: id, Image: image, Config: config, Mounts: mounts, HostConfig: host } = answer;
  if (typeof id !== "string" || id === "" || typeof image !== "string")
    throw badAnswer(call, "it has no ID, or no image");
  const imageId = image.startsWith("sha256:") ? image : `sha256:${image}`;
  if (!/^sha256:[0-9a-f]{64}$/.test(imageId)) throw badAnswer(call, "its image is no image's ID");
  const list: unknown = mounts ?? [];
  if (!Array.isArray(list)) throw badAnswer(call, "Mounts is not a list");
  const tmpfs = isRecord(host) && isRecord(host["Tmpfs"]) ? Object.keys(host["Tmpfs"]) : [];
  const destinations = new Set([...list.map((mount: unknown) => destinationOf(mount, call)), ...tmpfs]);
  if (destinations.size > LIMITS.containerMounts)
    throw tooMuch(
      `has a container with ${destinations.size} mounts`,
      LIMITS.containerMounts,
      "containerMounts",
    );
  return { id, imageId, config: parseImageConfig(config), mounts: [...destinations].toSorted() };
}

function destinationOf(mount: unknown, call: string): string {
  const destination = isRecord(mount) ? mount["Destination"] : undefined;
  if (typeof destination !== "string" || !destination.startsWith("/"))
    throw badAnswer(call, "a mount does not tell where it lies");
  return destination;
}
