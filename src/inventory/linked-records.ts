import type { FileCataloger } from "../catalogers/cataloger.ts";
import { FILE_CATALOGERS } from "../catalogers/in-files.ts";
import type { FileFindings } from "../model/file-facts.ts";
import type { ImageTree, TreeEntry } from "../model/image.ts";
import { byteString, quoted } from "../text.ts";
import { GlobIndex } from "./extract/glob-index.ts";
import { RealFolders } from "./ownership/real-folders.ts";

/** A record that has to be looked at again. */
export interface LinkedRecord {
  /** The name by which it is a record. */
  readonly path: string;
  /** Whom a file of that name concerns. */
  readonly readers: readonly FileCataloger[];
  /** Why nobody did; the beginning of a sentence. */
  readonly what: string;
}

/**
 * Records that are there under a name under which nobody looked at them: a file is looked at once, while it comes by, by those
 * whom that name concerns. As `/opt/x` a METADATA says nothing; by a link `requests-2.31.dist-info/METADATA` to it Python has a
 * package; and a store of pnpm in the same layer has the manifests of all packages, under other names.
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
      const isRead = facts?.found?.some(({ by }) => readers.some(({ name }) => name === by)) ?? false;
      names.push({ path, readers, isRead });
      this.#names.set(shared, names);
    }
  }

  *unread(): Generator<LinkedRecord> {
    for (const path of this.#symlinks) {
      const real = this.#folders.of(path);
      const kind = this.#tree.entry(real)?.kind;
      const below = kind === "directory" ? RECORDS.filter((name) => this.#isFile(real + name)) : [];
      const names = kind === "file" ? [""] : below;
      for (const name of names) {
        const readers = readersOf(path + name);
        if (hasOthers(readers, readersOf(real + name)))
          yield { path: path + name, readers, what: `It is a link to ${quoted(real + name)}` };
      }
    }
    for (const names of this.#names.values())
      for (const { path, readers, isRead } of names)
        // What is nothing under the name that came first may be something under this one. That name may be gone: a higher
        // layer removes it.
        if (readers.length > 0 && !isRead)
          yield { path, readers, what: "It is one of several names of a file" };
  }

  #isFile(path: string): boolean {
    return this.#tree.entry(path)?.kind === "file";
  }
}

/** One of the names of a file. */
interface Name {
  readonly path: string;
  /** Whom a file of that name concerns. */
  readonly readers: readonly FileCataloger[];
  /** Whether one of them has found something. */
  readonly isRead: boolean;
}

/**
 * What was found in a file with several names that holds under this one too: it was looked at under whichever name came first.
 *
 * @param path of one of the names
 */
export function ofThisName(found: readonly FileFindings[], path: string): readonly FileFindings[] {
  const readers = readersOf(path);
  return found.filter(({ by }) => !BY_NAME.has(by) || readers.some(({ name }) => name === by));
}

/** By name alone: what is told by its first bytes is the same under every name. Programs are recognised where they are called so. */
const NAMED = FILE_CATALOGERS.filter(({ globs, name }) => !globs.includes("**") && name !== "binary-strings");
const READERS = new GlobIndex(NAMED.map((cataloger) => [cataloger.globs, cataloger] as const));
const BY_NAME: ReadonlySet<string> = new Set(NAMED.map(({ name }) => name));

function readersOf(path: string): readonly FileCataloger[] {
  return READERS.find(byteString(Buffer.from(path.slice(1))));
}

function hasOthers(readers: readonly FileCataloger[], known: readonly FileCataloger[]): boolean {
  return readers.some((reader) => !known.includes(reader));
}

/** In folders whose names say what they are records of: Python's, pacman's. */
const RECORDS = ["/METADATA", "/PKG-INFO", "/EGG-INFO/PKG-INFO", "/desc"];
