import type { Stats } from "node:fs";
import { LIMITS } from "../limits.ts";
import { systemReason } from "../model/error.ts";
import type { Extractor } from "../model/extractor.ts";
import type { ImageFiles, ImageTree } from "../model/image.ts";
import { concurrently } from "../oci/concurrently.ts";
import { Extraction } from "../oci/extraction.ts";
import { tooMuch } from "../oci/too-much.ts";
import { imageTree } from "../oci/image-tree.ts";
import { LayerTree } from "../oci/layer.ts";
import { isMounted } from "../oci/link-to-nothing.ts";
import { type Attributes, type Directory, type File, newDirectory, type Node } from "../oci/tree.ts";
import { hostContent, UnreadableFile } from "./host-content.ts";
import { childNames, type HostEntry, linkTarget, openChild, openFile } from "./host-entry.ts";

export interface HostTreeOptions {
  /** The same folder's files, on demand. */
  readonly files: ImageFiles;
  /** What is to be taken of the files on the way. */
  readonly extractor: Extractor;
  readonly signal: AbortSignal;
}

/**
 * Walks through all of a folder. No link is followed, and nothing but directories and regular files is opened. What
 * cannot be read is in the tree all the same, and says so.
 *
 * @param root stays the caller's to close
 * @param what the folder, for messages
 * @throws LumogateError `image.limit`; the reason of `signal`
 */
export async function hostTree(root: HostEntry, what: string, options: HostTreeOptions): Promise<ImageTree> {
  const walk = new HostWalk(what, options);
  await walk.enter({ entry: root, node: walk.tree.root, path: "", depth: 0 });
  return imageTree(walk.tree.root, options.files, { unread: walk.unread });
}

/** A directory that the walk is in. */
interface Place {
  readonly entry: HostEntry;
  readonly node: Directory;
  /** Without a slash in front; a byte string. */
  readonly path: string;
  readonly depth: number;
}

class HostWalk {
  readonly tree: LayerTree;
  /** What could not be looked into, and why. */
  readonly unread = new Map<Node, string>();
  readonly #extraction: Extraction;
  readonly #signal: AbortSignal;
  readonly #linked = new Map<string, File>();
  #entries = 0;

  constructor(what: string, { extractor, signal }: HostTreeOptions) {
    this.tree = new LayerTree(what, "everything");
    this.#extraction = new Extraction(extractor);
    this.#signal = signal;
  }

  async enter(place: Place): Promise<void> {
    const names = await this.#namesIn(place);
    const below: [string, Directory][] = [];
    await concurrently(names, this.#signal, async (name) => {
      const node = await this.#visit(place, name);
      if (node === undefined) return;
      place.node.children.set(name, node);
      if (node.kind === "directory") below.push([name, node]);
    });
    // One after the other, since each keeps all directories open that lead to it.
    for (const [name, node] of below) await this.#descend(place, name, node);
  }

  async #namesIn({ entry, node, path, depth }: Place): Promise<string[]> {
    const names: string[] = [];
    if (depth >= LIMITS.openDirectories) {
      const bound = `${LIMITS.openDirectories} directories (limit openDirectories)`;
      this.unread.set(node, `It lies deeper than ${bound}.`);
      return names;
    }
    try {
      for await (const name of childNames(entry)) {
        this.#entries += 1;
        if (this.#entries > LIMITS.tarEntries) break;
        // What lies there is the machine's, and not the folder's.
        if (path !== "" || !isMounted(name)) names.push(name);
      }
    } catch (error) {
      this.unread.set(node, unreadable(error));
    }
    if (this.#entries > LIMITS.tarEntries)
      throw tooMuch("has too many files", LIMITS.tarEntries, "tarEntries");
    return names;
  }

  /** @returns undefined where there is nothing any more, and for a socket, which no image can have */
  async #visit({ entry: directory, path }: Place, name: string): Promise<Node | undefined> {
    let entry: HostEntry | undefined;
    try {
      entry = await openChild(directory, name);
      if (entry === undefined || entry.stat.isSocket()) return undefined;
      if (entry.stat.isFile()) return await this.#file(entry, join(path, name));
      if (entry.stat.isSymbolicLink())
        return { kind: "symlink", attributes: owner(entry.stat), target: await linkTarget(directory, name) };
      return otherNode(entry.stat);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const unknown = otherNode(entry?.stat);
      this.unread.set(unknown, unreadable(error));
      return unknown;
    } finally {
      await entry?.handle?.close();
    }
  }

  async #file(entry: HostEntry, path: string): Promise<File> {
    const { stat } = entry;
    const key = `${stat.dev} ${stat.ino} ${stat.size} ${stat.ctimeMs}`;
    const known = stat.nlink > 1 ? this.#linked.get(key) : undefined;
    if (known !== undefined) return known;
    const file: File = {
      kind: "file",
      attributes: owner(stat),
      layer: this.tree,
      offset: 0,
      size: stat.size,
    };
    if (stat.nlink > 1) this.#linked.set(key, file);
    const why = await this.#lookInto(file, entry, path);
    if (why !== undefined) file.unread = why;
    return file;
  }

  /** @returns why that is not possible; a sentence */
  async #lookInto(file: File, entry: HostEntry, path: string): Promise<string | undefined> {
    if (file.size === 0 || this.#extraction.extractor.headBytes === 0) return undefined;
    try {
      await using open = await openFile(entry);
      if (open === undefined) return "It was changed while it was being read.";
      await this.#extraction.lookInto(file, path, hostContent(open, file.size));
      return undefined;
    } catch (error) {
      if (error instanceof UnreadableFile) return error.message;
      if (isSystemError(error)) return unreadable(error);
      throw error;
    }
  }

  async #descend({ entry, path, depth }: Place, name: string, node: Directory): Promise<void> {
    let directory: HostEntry | undefined;
    try {
      directory = await openChild(entry, name);
      if (directory?.stat.isDirectory() === true)
        await this.enter({ entry: directory, node, path: join(path, name), depth: depth + 1 });
      else this.unread.set(node, "It was changed while it was being read.");
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.unread.set(node, unreadable(error));
    } finally {
      await directory?.handle?.close();
    }
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function owner({ mode, uid, gid }: Stats): Attributes {
  return { mode: mode & 0o7777, uid, gid };
}

/** @param stat left out: of something that nothing is known of but its name */
function otherNode(stat: Stats | undefined): Node {
  const attributes = stat === undefined ? { mode: 0, uid: 0, gid: 0 } : owner(stat);
  if (stat?.isDirectory() === true) return newDirectory(attributes);
  const type =
    stat?.isCharacterDevice() === true ? "char" : stat?.isBlockDevice() === true ? "block" : "fifo";
  return { kind: "special", attributes, type, major: 0, minor: 0 };
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function unreadable(error: unknown): string {
  return `It cannot be read: ${systemReason(error)}.`;
}
