import { LIMITS } from "../../limits.ts";
import { folderOf } from "./paths.ts";
import type { RealFolders } from "./real-folders.ts";

/** Whose each path is, as the packages' lists of files say it. */
export class Claims {
  readonly #places: RealFolders;
  /** By path, links in its folder followed. */
  readonly #owners = new Map<string, string>();
  /** What several packages have: folders mostly. */
  readonly #shared = new Set<string>();
  /** Folders that are a package's with all that lies in them. */
  readonly #folders = new Map<string, string>();
  /** The folder of the last claim, as it was written and where it is: lists go folder by folder. */
  #folder = "";
  #realFolder = "";
  /** How many claims are beyond what is kept. */
  dropped = 0;

  constructor(places: RealFolders) {
    this.#places = places;
  }

  /**
   * @param path absolute, as a package's list has it; one with a slash at its end is a folder, and passed over
   * @param owner package URL
   */
  add(path: string, owner: string): void {
    const slash = path.lastIndexOf("/");
    // "/." stands for the root in dpkg's lists, and no kernel opens a longer path.
    if (slash === path.length - 1 || path === "/." || path.length > LIMITS.pathBytes) return;
    if (this.#owners.size >= LIMITS.ownedPaths) {
      this.dropped += 1;
      return;
    }
    if (slash !== this.#folder.length || !path.startsWith(this.#folder)) {
      this.#folder = path.slice(0, slash);
      this.#realFolder = this.#places.of(this.#folder);
    }
    const real = this.#realFolder === this.#folder ? path : this.#realFolder + path.slice(slash);
    const known = this.#owners.get(real);
    if (known === undefined) this.#owners.set(real, owner);
    else if (known !== owner) this.#shared.add(real);
  }

  /** @param folder where it lies, without a slash at its end */
  addFolder(folder: string, owner: string): void {
    this.#folders.set(folder, owner);
  }

  get size(): number {
    return this.#owners.size + this.#folders.size;
  }

  /** Of a file that several packages have, the first: each of them may say so. */
  ownerOf(path: string): string | undefined {
    return this.#owners.get(path) ?? (this.#folders.size === 0 ? undefined : this.#ownerOfFolder(path));
  }

  #ownerOfFolder(path: string): string | undefined {
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
      const owner = this.#folders.get(folder);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  isShared(path: string): boolean {
    return this.#shared.has(path);
  }
}
