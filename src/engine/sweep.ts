import { LIMITS } from "../limits.ts";
import type { Engine } from "./connect.ts";
import { isRefusal } from "./failure.ts";
import { labelledImages } from "./labelled-images.ts";
import { OWNER_LABEL, PREFIX_LABEL, VERSION_LABEL } from "./labels.ts";
import { isLeftover, type Labelled } from "./owner.ts";
import { startOf, thisProcess } from "./process.ts";
import { removeContainer, removeImage } from "./remove.ts";

/**
 * Removes what runs that were killed have left on the engine: containers, and images of single layers, with our label
 * whose owner is dead. Runs side by side may sweep at once; none takes anything of another that lives.
 *
 * Whoever makes such images has a container of the whole image, too, and keeps it until they are gone. So where no
 * container is left over, no image is, and there is nothing more to ask.
 *
 * @throws as any call to the engine does; nothing depends on a sweep, so its caller may ignore that
 */
export async function sweep(engine: Engine): Promise<void> {
  const { docker, steady, signal } = engine;
  const containers = await docker.listContainers({ all: true, filters: { label: [VERSION_LABEL] } });
  const leftovers = containers.filter(({ Created: created, Labels: labels }) =>
    isDead({ owner: labels[OWNER_LABEL], created: created * 1000 }),
  );
  if (leftovers.length === 0) return;
  const ofPrefixes = leftovers.filter(({ Labels: labels }) => labels[PREFIX_LABEL] !== undefined);
  const others = leftovers.filter((container) => !ofPrefixes.includes(container));
  for (const { Id: id } of ofPrefixes) {
    if (signal.aborted) return;
    await removeContainer(steady, id);
  }
  await sweepPrefixImages(engine);
  for (const { Id: id } of others) {
    if (signal.aborted) return;
    await removeContainer(steady, id);
  }
}

async function sweepPrefixImages({ docker, steady, signal }: Engine): Promise<void> {
  for (const { id, created, labels } of await labelledImages(docker, PREFIX_LABEL)) {
    if (signal.aborted) return;
    const owner = labels.get(OWNER_LABEL);
    if (typeof owner !== "string" || !isDead({ owner, created: created * 1000 })) continue;
    try {
      await removeImage(steady, id);
    } catch (error) {
      // 409: a container of it is being removed by another run's sweep, which removes the image as well.
      if (!isRefusal(error, 409)) throw error;
    }
  }
}

function isDead(labelled: Labelled): boolean {
  const vantage = { self: thisProcess(), now: Date.now(), leftoverMs: LIMITS.leftoverMs, startOf };
  return isLeftover(labelled, vantage);
}
