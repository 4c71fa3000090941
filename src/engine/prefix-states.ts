import type { DirectoryAnswer, FileAnswer, ImageFiles, PathKind } from "../model/image.ts";
import { ContainerPool } from "./container-pool.ts";
import type { Engine } from "./connect.ts";
import type { InspectedImage } from "./image.ts";
import { loadPrefixImages } from "./prefix-images.ts";

/** The files of an image as of each of its layers but the last, the lowest first. */
export interface PrefixStates {
  /** @throws LumogateError `engine.*`, also where the engine cannot show them like that */
  readonly states: Promise<readonly ImageFiles[]>;
  /** @throws LumogateError `engine.*` where something may be left on the engine */
  close(): Promise<void>;
}

/** Has the engine make an image for each state, and reads each as it is read itself: through a container. */
export function prefixStates(engine: Engine, image: InspectedImage): PrefixStates {
  const images = loadPrefixImages(engine, image);
  const pool = new ContainerPool(engine, image.identity.reference);
  return {
    states: images.loaded.then((ids) => ids.map((id) => new PooledFiles(pool, id))),
    async close() {
      // An image goes only when no container is of it.
      await pool.close();
      await images.remove();
    },
  };
}

class PooledFiles implements ImageFiles {
  readonly #pool: ContainerPool;
  readonly #imageId: string;

  constructor(pool: ContainerPool, imageId: string) {
    this.#pool = pool;
    this.#imageId = imageId;
  }

  stat(path: string): Promise<PathKind> {
    return this.#pool.use(this.#imageId, (files) => files.stat(path));
  }

  readFile(path: string): Promise<FileAnswer> {
    return this.#pool.use(this.#imageId, (files) => files.readFile(path));
  }

  readDirectory(path: string): Promise<DirectoryAnswer> {
    return this.#pool.use(this.#imageId, (files) => files.readDirectory(path));
  }
}
