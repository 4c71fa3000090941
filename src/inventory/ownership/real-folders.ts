import { LIMITS } from "../../limits.ts";
import type { ImageTree } from "../../model/image.ts";

/**
 * Where folders lie, links followed. A package's list of files says `/bin/ls` where its author put it, and the tree has it at
 * `/usr/bin/ls` since `/bin` is a link there (merged /usr); rpm and apk compare likewise.
 */
export class RealFolders {
  readonly #tree: ImageTree;
  readonly #known = new Map<string, string>([["", ""]]);

  constructor(tree: ImageTree) {
    this.#tree = tree;
  }

  /**
   * @param folder absolute, without a slash at its end; "" is the root
   * @returns the same for one that is not there, and for one behind links in a circle
   */
  of(folder: string): string {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const real = this.#follow(folder);
    this.#known.set(folder, real);
    return real;
  }

  /** As a kernel does it whose root is the image's (path_resolution(7)). */
  #follow(folder: string): string {
    let real = "";
    let links = 0;
    const pending = namesOf(folder).toReversed();
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === "..") {
        real = real.slice(0, Math.max(0, real.lastIndexOf("/")));
        continue;
      }
      const path = `${real}/${name}`;
      const entry = this.#tree.entry(path);
      if (entry?.kind !== "symlink" || entry.target === undefined) {
        real = path;
        continue;
      }
      links += 1;
      if (links > LIMITS.symlinks || pending.length > LIMITS.pathBytes) return folder;
      if (entry.target.startsWith("/")) real = "";
      pending.push(...namesOf(entry.target).toReversed());
    }
    return real;
  }
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
