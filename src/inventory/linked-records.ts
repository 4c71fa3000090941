import { FILE_CATALOGERS } from "../catalogers/in-files.ts";
import type { ImageTree, TreeEntry } from "../model/image.ts";
import type { Gap } from "../model/inventory.ts";
import { byteString, quoted } from "../text.ts";
import { GlobIndex } from "./extract/glob-index.ts";
import { RealFolders } from "./ownership/real-folders.ts";

/**
 * Records that are there under a name under which nobody looked at them: a file is looked at once, while it comes by, by those
 * whom that name concerns. As `/opt/x` a METADATA says nothing; by a link `requests-2.31.dist-info/METADATA` to it Python has a
 * package. What is in such a file is not known, so it is a gap.
 */
export class LinkedRecords {
  readonly #tree: ImageTree;
  readonly #folders: RealFolders;
  readonly #symlinks: string[] = [];
  /** The names of each file that has several. */
  readonly #names = new Map<object, Name[]>();

  constructor(tree: ImageTree) {
    this.#tree = tree;
    this.#folders = new RealFolders(tree);
  }

  add({ path, kind, shared, facts }: TreeEntry): void {
    if (kind === "symlink") {
      this.#symlinks.push(path);
    } else if (shared !== undefined) {
      const names = this.#names.get(shared) ?? [];
      const readers = readersOf(path);
      const isRead = facts?.found?.some(({ by }) => readers.includes(by)) ?? false;
      names.push({ path, readers, isRead });
      this.#names.set(shared, names);
    }
  }

  *gaps(): Generator<Gap> {
    for (const path of this.#symlinks) {
      const real = this.#folders.of(path);
      const kind = this.#tree.entry(real)?.kind;
      const below = kind === "directory" ? RECORDS.filter((name) => this.#isFile(real + name)) : [];
      const names = kind === "file" ? [""] : below;
      if (names.some((name) => hasOthers(readersOf(path + name), readersOf(real + name))))
        yield gap(path, `It is a link to ${quoted(real)}`);
    }
    for (const names of this.#names.values())
      // The name under which it was looked at may be gone: a higher layer removes it.
      for (const { path, readers, isRead } of names)
        if ((readers.length > 0 && !isRead) || names.some((other) => hasOthers(readers, other.readers)))
          yield gap(path, "It is one of several names of a file");
  }

  #isFile(path: string): boolean {
    return this.#tree.entry(path)?.kind === "file";
  }
}

/** One of the names of a file. */
interface Name {
  readonly path: string;
  /** Whom a file of that name concerns. */
  readonly readers: readonly string[];
  /** Whether one of them has found something. */
  readonly isRead: boolean;
}

/** By name alone: what is told by its first bytes is the same under every name. Programs are recognised where they are called so. */
const READERS = new GlobIndex(
  FILE_CATALOGERS.filter(({ globs, name }) => !globs.includes("**") && name !== "binary-strings").map(
    ({ globs, name }) => [globs, name] as const,
  ),
);

function readersOf(path: string): readonly string[] {
  return READERS.find(byteString(Buffer.from(path.slice(1))));
}

function hasOthers(readers: readonly string[], known: readonly string[]): boolean {
  return readers.some((reader) => !known.includes(reader));
}

/** In folders whose names say what they are records of: Python's, pacman's. */
const RECORDS = ["/METADATA", "/PKG-INFO", "/EGG-INFO/PKG-INFO", "/desc"];

function gap(path: string, what: string): Gap {
  const reason = `${what} that is called otherwise, under which nobody looked for packages in it.`;
  return { code: "packages.linked", by: "files", path, reason, affects: ["packages"] };
}
