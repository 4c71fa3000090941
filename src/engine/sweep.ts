import { LIMITS } from "../limits.ts";
import type { Engine } from "./connect.ts";
import { OWNER_LABEL, VERSION_LABEL } from "./labels.ts";
import { isLeftover } from "./owner.ts";
import { startOf, thisProcess } from "./process.ts";
import { removeContainer } from "./remove.ts";

/**
 * Removes what runs that were killed have left on the engine: containers with our label whose owner is dead. Runs
 * side by side may sweep at once; none takes a container of another that lives.
 *
 * @throws as any call to the engine does; nothing depends on a sweep, so its caller may ignore that
 */
export async function sweep({ docker, steady, signal }: Engine): Promise<void> {
  const containers = await docker.listContainers({ all: true, filters: { label: [VERSION_LABEL] } });
  const vantage = { self: thisProcess(), now: Date.now(), leftoverMs: LIMITS.leftoverMs, startOf };
  for (const { Id: id, Created: created, Labels: labels } of containers) {
    if (signal.aborted) return;
    const leftover = isLeftover({ owner: labels[OWNER_LABEL], created: created * 1000 }, vantage);
    if (leftover) await removeContainer(steady, id);
  }
}
