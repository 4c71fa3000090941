import { isDeepStrictEqual } from "node:util";
import { VALUE_PROBLEMS } from "../../catalogers/cataloger.ts";
import type { FileFacts } from "../../model/file-facts.ts";
import type { ImageTree, TreeEntry } from "../../model/image.ts";
import { type Damage, packageKey } from "./database-states.ts";

/** The files of one layer's state in which packages are recorded in the whole image. */
export interface FileState {
  /** Whether a package, by its `packageKey`, was found in one of these files. */
  readonly hasPackage: (key: string, paths: readonly string[]) => boolean;
  /**
   * Whether a file is as it is in the whole image, as far as its size and what was found in it tell: merely written anew, it
   * is the same.
   */
  readonly isSame: (path: string) => boolean;
  /** Why packages may have got lost in one of these files. */
  readonly damage: (paths: readonly string[]) => Damage | undefined;
}

/** Compares the states of an image with the whole of it, which comes first. */
export class FileStates {
  #whole: ImageTree | undefined;

  descend(tree: ImageTree): FileState {
    const whole = (this.#whole ??= tree);
    return {
      hasPackage: (key, paths) => paths.some((path) => keysOf(tree.entry(path)?.facts).has(key)),
      isSame: (path) => isSame(tree.entry(path), whole.entry(path)),
      damage: (paths) => {
        for (const path of paths) {
          const reason = damageOf(tree.entry(path));
          if (reason !== undefined) return { path, reason };
        }
        return undefined;
      },
    };
  }
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  if (one?.kind !== "file" || other?.kind !== "file" || one.size !== other.size) return false;
  return one.facts === other.facts || isDeepStrictEqual(one.facts, other.facts);
}

function damageOf(entry: TreeEntry | undefined): string | undefined {
  const problems = entry?.facts?.found?.flatMap((found) => found.problems) ?? [];
  return entry?.unread ?? problems.find(({ code }) => !VALUE_PROBLEMS.has(code))?.reason;
}

/** By what is one object for as long as a file is the same. */
const KEYS = new WeakMap<FileFacts, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

function keysOf(facts: FileFacts | undefined): ReadonlySet<string> {
  if (facts?.found === undefined) return NONE;
  let keys = KEYS.get(facts);
  if (keys === undefined) {
    const packages = facts.found.flatMap((found) => found.packages);
    keys = new Set(packages.map((one) => packageKey(one.type, one)));
    KEYS.set(facts, keys);
  }
  return keys;
}
