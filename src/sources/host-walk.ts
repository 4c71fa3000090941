import { LIMITS } from "../limits.ts";
import { systemReason } from "../model/error.ts";
import type { Absent } from "../model/image.ts";
import { isMounted } from "../oci/link-to-nothing.ts";
import { type HostEntry, linkTarget, openChild } from "./host-entry.ts";

export type HostFound = Absent | Dangling | Located | NotReached;

/** A link on the way, or at the end, leads to nothing. */
export interface Dangling {
  readonly kind: "dangling";
  /** Where it leads; a byte string. */
  readonly missing: string;
}

export interface Located {
  readonly kind: "found";
  readonly entry: HostEntry;
  /** Links followed; a byte string. */
  readonly path: string;
  /** The directories that lead to it, from the root, and itself. */
  readonly way: readonly HostEntry[];
}

/** Something is there, and it cannot be told what. */
export interface NotReached {
  readonly kind: "not reached";
  /** A sentence. */
  readonly reason: string;
}

/**
 * Follows a path below a folder as a kernel whose root is that folder (path_resolution(7)), as `walk` in src/oci/tree.ts
 * does it in a tree: absolute links start again at the folder, ".." leads nowhere above it. Each step is one name in a
 * directory that is held, and no step follows a link of itself: so nothing outside is reached, whatever is put in
 * whose place meanwhile.
 *
 * @param start directories that lead to where the path begins, the root first; they stay open
 * @param path a byte string
 * @param use gets what was found; what was opened on the way is closed when it has answered
 */
export async function locate<T>(
  start: readonly HostEntry[],
  path: string,
  use: (found: HostFound) => Promise<T>,
): Promise<T> {
  const way = new Way(start);
  try {
    return await use(await follow(way, path));
  } finally {
    await way.close();
  }
}

async function follow(way: Way, path: string): Promise<HostFound> {
  let links = 0;
  // How many of the pending names are of a link's target, and not of the path that was asked for.
  let ofLinks = 0;
  const pending = components(path).toReversed();
  try {
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (way.length > LIMITS.openDirectories) return DEEP;
      const isOfLink = ofLinks > 0;
      if (isOfLink) ofLinks -= 1;
      if (name === "..") {
        await way.up();
        continue;
      }
      const rest = pending.slice(pending.length - ofLinks).toReversed();
      if (isOfLink && way.length === 1 && isMounted(name))
        return { kind: "dangling", missing: way.below(name, ...rest) };
      const entry = await openChild(way.end, name);
      if (entry === undefined)
        return isOfLink ? { kind: "dangling", missing: way.below(name, ...rest) } : ABSENT;
      way.down(entry);
      if (entry.stat.isDirectory()) continue;
      if (!entry.stat.isSymbolicLink()) {
        if (ofLinks > 0) return { kind: "dangling", missing: way.below(...rest) };
        return pending.length > 0 ? ABSENT : way.located();
      }
      links += 1;
      if (links > LIMITS.symlinks) return LOOP;
      await way.up();
      const target = await linkTarget(way.end, name);
      if (target.startsWith("/")) await way.toRoot();
      const names = components(target).toReversed();
      pending.push(...names);
      ofLinks += names.length;
    }
  } catch (error) {
    return { kind: "not reached", reason: `It cannot be reached: ${systemReason(error)}.` };
  }
  return way.located();
}

/** The directories on the way to where a walk is, the root first. Those that it opened it closes. */
class Way {
  readonly #entries: HostEntry[];
  /** How many of them, from the root, are somebody else's to close. */
  #borrowed: number;

  constructor(start: readonly HostEntry[]) {
    this.#entries = [...start];
    this.#borrowed = start.length;
  }

  get length(): number {
    return this.#entries.length;
  }

  get end(): HostEntry {
    const end = this.#entries.at(-1);
    if (end === undefined) throw new Error("a way begins at a root");
    return end;
  }

  down(entry: HostEntry): void {
    this.#entries.push(entry);
  }

  /** To the directory above; at the root, nowhere. */
  async up(): Promise<void> {
    if (this.#entries.length > 1) await this.#cut(this.#entries.length - 1);
  }

  toRoot(): Promise<void> {
    return this.#cut(1);
  }

  close(): Promise<void> {
    return this.#cut(0);
  }

  located(): Located {
    return { kind: "found", entry: this.end, path: this.below(), way: [...this.#entries] };
  }

  /** The path that names would have below the end. */
  below(...names: readonly string[]): string {
    const above = this.#entries.slice(1).map(({ name }) => name);
    return `/${[...above, ...names].join("/")}`;
  }

  async #cut(length: number): Promise<void> {
    const left = this.#entries.splice(Math.max(length, this.#borrowed));
    this.#entries.length = length;
    this.#borrowed = Math.min(this.#borrowed, length);
    for (const { handle } of left) await handle?.close();
  }
}

const ABSENT: Absent = { kind: "absent" };

const LOOP: NotReached = {
  kind: "not reached",
  reason: `The links that lead there go in a circle, or are more than ${LIMITS.symlinks}.`,
};

const DEEP: NotReached = {
  kind: "not reached",
  reason: `It lies deeper than ${LIMITS.openDirectories} directories (limit openDirectories).`,
};

function components(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
