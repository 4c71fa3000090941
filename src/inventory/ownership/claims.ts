import { LIMITS } from "../../limits.ts";
import type { RealFolders } from "./real-folders.ts";

/** Whose each path is, as the packages' lists of files say it. */
export class Claims {
  readonly #folders: RealFolders;
  /** By path, links in its folder followed. */
  readonly #owners = new Map<string, string>();
  /** What several packages have: folders mostly. */
  readonly #shared = new Set<string>();
  /** The folder of the last claim, as it was written and where it is: lists go folder by folder. */
  #folder = "";
  #realFolder = "";
  /** How many claims are beyond what is kept. */
  dropped = 0;

  constructor(folders: RealFolders) {
    this.#folders = folders;
  }

  /**
   * @param path absolute, as a package's list has it; one with a slash at its end is a folder, and passed over
   * @param owner package URL
   */
  add(path: string, owner: string): void {
    const slash = path.lastIndexOf("/");
    // "/." stands for the root in dpkg's lists.
    if (slash === path.length - 1 || path === "/.") return;
    if (slash !== this.#folder.length || !path.startsWith(this.#folder)) {
      this.#folder = path.slice(0, slash);
      this.#realFolder = this.#folders.of(this.#folder);
    }
    const real = this.#realFolder === this.#folder ? path : this.#realFolder + path.slice(slash);
    const known = this.#owners.get(real);
    if (known === undefined) {
      if (this.#owners.size >= LIMITS.ownedPaths) this.dropped += 1;
      else this.#owners.set(real, owner);
    } else if (known !== owner) this.#shared.add(real);
  }

  get size(): number {
    return this.#owners.size;
  }

  /** Of a file that several packages have, the first: each of them may say so. */
  ownerOf(path: string): string | undefined {
    return this.#owners.get(path);
  }

  isShared(path: string): boolean {
    return this.#shared.has(path);
  }
}
