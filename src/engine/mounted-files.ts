import path from "node:path/posix";
import type { DirectoryAnswer, FileAnswer, ImageFiles, PathKind, Unreadable } from "../model/image.ts";
import type { Gap } from "../model/inventory.ts";
import { type Directory, walk } from "../oci/tree.ts";
import { byteString } from "../text.ts";
import { unreadable } from "./container-archive.ts";

/**
 * The files of a container over which something else is mounted. The engine shows what was mounted, or what it hides,
 * and does not say which, so neither is taken for the container's own.
 */
export class MountedFiles implements ImageFiles {
  readonly #files: ImageFiles;
  readonly #mounts: readonly string[];

  /** @param mounts absolute paths */
  constructor(files: ImageFiles, mounts: readonly string[]) {
    this.#files = files;
    this.#mounts = mounts.map((mount) => path.resolve(mount));
  }

  stat(name: string): Promise<PathKind> {
    return this.#files.stat(name);
  }

  async readFile(name: string): Promise<FileAnswer> {
    const hidden = this.#hidden(name);
    if (hidden !== undefined) return hidden;
    const answer = await this.#files.readFile(name);
    return answer.kind === "file" ? (this.#hidden(answer.path) ?? answer) : answer;
  }

  async readDirectory(name: string): Promise<DirectoryAnswer> {
    const hidden = this.#hidden(name);
    if (hidden !== undefined) return hidden;
    const answer = await this.#files.readDirectory(name);
    if (answer.kind !== "directory") return answer;
    const foreign = answer.files.flatMap((file) => this.#hidden(file.path) ?? []);
    return (
      this.#hidden(answer.path) ?? {
        ...answer,
        files: answer.files.filter((file) => this.#hidden(file.path) === undefined),
        unreadable: [...answer.unreadable, ...foreign],
      }
    );
  }

  #hidden(name: string): Unreadable | undefined {
    const mount = this.#mounts.find((each) => each === "/" || name === each || name.startsWith(`${each}/`));
    if (mount === undefined) return undefined;
    return unreadable(name, `is hidden in the container by what is mounted at ${mount}`);
  }
}

/**
 * Which places of a container's tree something else is mounted over: not what is exported there, which may be either.
 *
 * @param mounts absolute paths, as they were asked for: a runtime follows links within the tree
 * @returns tells it of a path without a leading slash, a byte string
 */
export function isMountedIn(root: Directory, mounts: readonly string[]): (path: string) => boolean {
  const places = mounts.flatMap((mount) => {
    const asked = byteString(Buffer.from(path.resolve(mount)));
    const found = walk(root, asked, { followLast: true });
    return found.kind === "found" ? [asked, found.path] : [asked];
  });
  const mounted = new Set(places.map((place) => place.slice(1)));
  return (place) => mounted.has("") || mounted.has(place);
}

/**
 * What is to be said of each mount whatever is asked for. Where single files are asked for, the answer for one below it says
 * what is missing because of it; where all are, anything may lie there.
 */
export function mountGaps(mounts: readonly string[], isAllWanted: boolean): Gap[] {
  return mounts.map((mount) => ({
    code: "container.mount",
    by: "container",
    path: mount,
    reason: `Something else is mounted at ${mount} of the container; neither that nor the container's own files there are looked at.`,
    affects: isAllWanted ? ["packages", "files"] : [],
  }));
}
