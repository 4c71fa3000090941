import { LIMITS } from "../../limits.ts";
import type { ImageTree } from "../../model/image.ts";
import { folderOf } from "./paths.ts";

/**
 * Where paths lead, links followed. A package's list of files says `/bin/ls` where its author put it, and the tree has it at
 * `/usr/bin/ls` since `/bin` is a link there (merged /usr); rpm and apk compare likewise.
 *
 * A list may name a million folders, and links may lead to links: what was found out is kept, so that each link is followed
 * once, and nothing is looked for below what is not there.
 */
export class RealFolders {
  readonly #tree: ImageTree;
  readonly #known = new Map<string, string>([["", ""]]);
  /** What is there and is no link. */
  readonly #plain = new Set<string>();

  constructor(tree: ImageTree) {
    this.#tree = tree;
  }

  /**
   * As a kernel goes whose root is the image's (path_resolution(7)).
   *
   * @param path absolute, without a slash at its end; "" is the root
   * @param links how many were followed on the way here
   * @returns the same for what is not there, and for what lies behind links in a circle
   */
  of(path: string, links = 0): string {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    let real = "";
    const names = path.split("/").filter((name) => name !== "" && name !== ".");
    for (const [at, name] of names.entries()) {
      const next = `${real}/${name}`;
      if (name === "..") real = folderOf(real);
      else if (this.#plain.has(next)) real = next;
      else {
        const entry = this.#tree.entry(next);
        if (entry === undefined) {
          real = [real, ...names.slice(at)].join("/");
          break;
        }
        if (entry.target === undefined) {
          this.#plain.add(next);
          real = next;
        } else {
          if (links === LIMITS.symlinks) return path;
          real = this.of(entry.target.startsWith("/") ? entry.target : `${real}/${entry.target}`, links + 1);
        }
      }
    }
    this.#known.set(path, real);
    return real;
  }
}
