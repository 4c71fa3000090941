import type Dockerode from "dockerode";
import { isRefusal } from "./failure.ts";

/** Removes a container, also one that runs, with its anonymous volumes. That it is gone or going already is fine. */
export async function removeContainer(steady: Dockerode, idOrName: string): Promise<void> {
  try {
    await steady.getContainer(idOrName).remove({ force: true, v: true });
  } catch (error) {
    // 409: somebody else is removing it.
    if (!isRefusal(error, 404, 409)) throw error;
  }
}

/** Removes an image that no container uses, and no image below it. That it is gone already is fine. */
export async function removeImage(steady: Dockerode, id: string): Promise<void> {
  try {
    await steady.getImage(id).remove({ noprune: true });
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}
