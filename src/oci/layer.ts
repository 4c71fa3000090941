import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { tooMuch } from "./too-much.ts";
import type { TarEntry } from "./tar/tar.ts";
import { type Attributes, type Directory, type File, newDirectory, type Node, walk } from "./tree.ts";

/**
 * One layer as a tree of its own, as an engine unpacks it into an empty directory: later entries replace earlier ones,
 * and links are followed within the layer. Its identity is the layer's: an image may have it twice. Plain data: whoever
 * keeps it from one run to the next walks `root`, where hard links are one node, and fills a new one the same way.
 */
export class LayerTree {
  /** The layer, for messages: `layer 3 of app.tar`. */
  readonly what: string;
  readonly root: Directory = newDirectory();
  /** How much it holds: entries, names that it removes, and directories that no entry but a path names. */
  size = 0;
  /** Whether there are hard links to what only the layers below can have. */
  hasDanglingLinks = false;
  /** Whether a directory is marked as opaque behind an entry for something in it. */
  hasLateOpaque = false;
  /** Most entries lie beside the one before them. */
  #last: { readonly parent: string; readonly directory: Directory } | undefined;
  readonly #attributes = new Map<string, Attributes>();
  /** Directories that no entry but a path names. */
  #implied = 0;
  readonly #isWhole: boolean;

  /** @param holds `everything`: a whole tree, as an engine exports it, in which no name says that something is removed */
  constructor(what: string, holds: "changes" | "everything" = "changes") {
    this.what = what;
    this.#isWhole = holds === "everything";
  }

  /**
   * @returns what was added, where that is a file with a content of its own
   * @throws LumogateError `layer.malformed` for an entry that no engine would unpack, `image.limit`
   */
  add(entry: TarEntry): File | undefined {
    const { parent, name } = splitName(entry.name);
    if (name === "" || name === "." || name === "..") return this.#addUnclean(entry);
    if (parent !== this.#last?.parent)
      this.#last = { parent, directory: this.#directoryAt(this.#cleanPath(parent, entry.name), entry.name) };
    return this.#addTo(this.#last.directory, name, entry);
  }

  /** An entry whose last name is none: `./`, `a/..`. */
  #addUnclean(entry: TarEntry): File | undefined {
    const path = this.#cleanPath(entry.name, entry.name);
    const name = path.pop();
    if (name !== undefined) return this.#addTo(this.#directoryAt(path, entry.name), name, entry);
    if (entry.type !== "directory")
      throw this.#malformed(entry.name, "takes the place of the root directory");
    this.root.attributes = this.#attributesOf(entry);
    return undefined;
  }

  #addTo(directory: Directory, name: string, entry: TarEntry): File | undefined {
    if (this.#isWhole || !name.startsWith(WHITEOUT)) return this.#put(directory, name, entry);
    if (name === OPAQUE) {
      this.hasLateOpaque ||= directory.children.size > 0;
      directory.removes = "everything";
    } else this.#remove(directory, name.slice(WHITEOUT.length), entry.name);
    return undefined;
  }

  #put(directory: Directory, name: string, entry: TarEntry): File | undefined {
    const existing = directory.children.get(name);
    if (entry.type === "directory" && existing?.kind === "directory") {
      existing.attributes = this.#attributesOf(entry);
      return undefined;
    }
    this.size += 1;
    // What is replaced may have been on the way to the directory that the next entry would be put in.
    if (existing !== undefined) this.#last = undefined;
    const node = this.#nodeOf(entry);
    directory.children.set(ownCopy(name), node);
    return node.kind === "file" && entry.type === "file" ? node : undefined;
  }

  #nodeOf(entry: TarEntry): Node {
    const { type, offset, size, linkName } = entry;
    if (type === "hardlink") return this.#hardLink(entry);
    const attributes = this.#attributesOf(entry);
    if (type === "directory") return newDirectory(attributes);
    if (type === "file") return { kind: "file", attributes, layer: this, offset, size };
    if (type === "symlink") return { kind: "symlink", attributes, target: linkName };
    if (type === "char" && entry.major === 0 && entry.minor === 0)
      throw this.#malformed(entry.name, "is a device 0/0, by which an overlay hides what lies below");
    return { kind: "special", attributes, type, major: entry.major, minor: entry.minor };
  }

  /** Its target is a path from the layer's root, and is linked itself, not what it may point to. */
  #hardLink(entry: TarEntry): Node {
    // Some engines follow links before they go up, others go by the letters.
    if (entry.linkName.split("/").includes(".."))
      throw this.#malformed(entry.name, 'is a hard link that has ".." in its target');
    const target = this.#cleanPath(entry.linkName, entry.linkName).join("/");
    const found = walk(this.root, target, { followLast: false });
    if (found.kind !== "found" || found.node.kind === "directory") {
      this.hasDanglingLinks = true;
      return { kind: "dangling-link", target };
    }
    if (found.node.kind === "file") found.node.hasSeveralNames = true;
    // What the link's entry says goes for the file, under all its names.
    if (found.node.kind !== "dangling-link")
      found.node.attributes = this.#attributesOf(entry, found.node.kind === "symlink");
    return found.node;
  }

  #attributesOf(entry: TarEntry, isSymlink = entry.type === "symlink"): Attributes {
    const { mode, uid, gid } = entry;
    const shown = isSymlink ? 0o777 : mode;
    // To a hard link goes what holds for owner and mode: where its entry has none, engines take them from the file.
    const isFile = entry.type === "file" || (entry.type === "hardlink" && !isSymlink);
    const capabilities = isFile ? entry.capabilities : undefined;
    const key = `${shown} ${uid} ${gid} ${capabilities ?? ""}`;
    let attributes = this.#attributes.get(key);
    if (attributes === undefined) {
      attributes = { mode: shown, uid, gid, ...(capabilities === undefined ? {} : { capabilities }) };
      this.#attributes.set(key, attributes);
    }
    return attributes;
  }

  #remove(directory: Directory, name: string, entryName: string): void {
    if (["", ".", ".."].includes(name)) throw this.#malformed(entryName, "removes nothing that has a name");
    // An overlay fails where it would put its mark; elsewhere what is there is removed.
    if (directory.children.has(name))
      throw this.#malformed(entryName, "removes what the same layer has before it");
    this.size += 1;
    directory.removes ??= new Set();
    if (directory.removes !== "everything") directory.removes.add(ownCopy(name));
  }

  #directoryAt(path: readonly string[], entryName: string): Directory {
    // Counted, since one entry with a long path makes thousands of them.
    const makeDirectory = (): Directory => {
      this.size += 1;
      this.#implied += 1;
      if (this.#implied > LIMITS.impliedDirectories) {
        const what = "has a layer with too many directories that have no entry";
        throw tooMuch(what, LIMITS.impliedDirectories, "impliedDirectories");
      }
      return newDirectory();
    };
    const found = walk(this.root, path.join("/"), { followLast: true, makeDirectory });
    if (found.kind === "found" && found.node.kind === "directory") return found.node;
    throw this.#malformed(
      entryName,
      found.kind === "loop" ? "lies behind too many links" : "lies below something that is no directory",
    );
  }

  /** By the letters, as engines do it: links on the way are not looked at, and nothing may lead out of the root. */
  #cleanPath(name: string, entryName: string): string[] {
    const path: string[] = [];
    for (const part of name.split("/")) {
      if (part === "" || part === ".") continue;
      if (part !== "..") path.push(part);
      else if (path.pop() === undefined) throw this.#malformed(entryName, "leads out of the image");
    }
    if (path.length > LIMITS.directoryDepth)
      throw tooMuch("has directories nested too deeply", LIMITS.directoryDepth, "directoryDepth");
    return path;
  }

  #malformed(entryName: string, clause: string): LumogateError {
    const shown = quoted(decodeUtf8(entryName).text);
    return new LumogateError("layer.malformed", `In ${this.what}, the entry ${shown} ${clause}.`, {
      hint: "Engines refuse this layer, or differ in what they make of it. Make the image again.",
    });
  }
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** @returns the parent's path with a slash at its end, and the name without one */
function splitName(path: string): { readonly parent: string; readonly name: string } {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end -= 1;
  const start = path.lastIndexOf("/", end - 1) + 1;
  return { parent: path.slice(0, start), name: path.slice(start, end) };
}

/** A string that is no view of a longer one, which it would keep in memory: names are kept by the million. */
function ownCopy(name: string): string {
  return Buffer.from(name, "latin1").toString("latin1");
}
