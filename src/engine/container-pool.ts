import { LIMITS } from "../limits.ts";
import { ContainerArchive } from "./container-archive.ts";
import { createContainer, type ReadContainer } from "./container.ts";
import type { Engine } from "./connect.ts";
import { ContainerFiles } from "./files.ts";

/**
 * Containers of many images, of which no more than `LIMITS.poolContainers` are there at a time: each is created when its
 * image is first read, and removed when another needs its place.
 */
export class ContainerPool {
  readonly #engine: Engine;
  readonly #reference: string;
  /** By the image's ID; what was not used for the longest time comes first. */
  readonly #places = new Map<string, Place>();
  readonly #removals: Promise<void>[] = [];
  #waiting: (() => void)[] = [];
  #isClosed = false;

  /** @param reference what the user calls the image that all of this is about, for messages */
  constructor(engine: Engine, reference: string) {
    this.#engine = engine;
    this.#reference = reference;
  }

  /** Reads the files of an image. @throws LumogateError `image.gone`, `engine.*`, and what `read` throws */
  async use<Result>(imageId: string, read: (files: ContainerFiles) => Promise<Result>): Promise<Result> {
    const place = await this.#take(imageId);
    try {
      return await read(
        new ContainerFiles(new ContainerArchive(this.#engine, await place.container.created)),
      );
    } finally {
      place.users -= 1;
      this.#wake();
    }
  }

  /** Removes all containers. @throws LumogateError `engine.*` where one may still be there */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const id of this.#places.keys()) this.#remove(id);
    this.#wake();
    await Promise.all(this.#removals);
  }

  async #take(imageId: string): Promise<Place> {
    for (;;) {
      if (this.#isClosed) {
        this.#engine.signal.throwIfAborted();
        throw new Error("the image is closed");
      }
      const place = this.#places.get(imageId) ?? this.#newPlace(imageId);
      if (place !== undefined) {
        place.users += 1;
        this.#places.delete(imageId);
        this.#places.set(imageId, place);
        return place;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** @returns undefined where all places are in use */
  #newPlace(imageId: string): Place | undefined {
    if (this.#places.size >= LIMITS.poolContainers) {
      const idle = [...this.#places].find(([, { users }]) => users === 0);
      if (idle === undefined) return undefined;
      this.#remove(idle[0]);
    }
    const image = { id: imageId, reference: this.#reference, volumes: [] };
    return { container: createContainer(this.#engine, image), users: 0 };
  }

  #remove(imageId: string): void {
    const removal = this.#places.get(imageId)?.container.remove() ?? Promise.resolve();
    // Heard of when the pool is closed.
    removal.catch(() => undefined);
    this.#removals.push(removal);
    this.#places.delete(imageId);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

interface Place {
  readonly container: ReadContainer;
  users: number;
}
