import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { tooMuch } from "./image-config.ts";
import type { TarEntry } from "./tar.ts";
import { type Broken, type Directory, newDirectory, type Node, walk } from "./tree.ts";

/**
 * One layer as a tree of its own, as an engine unpacks it into an empty directory: later entries replace earlier ones,
 * and links are followed within the layer.
 */
export class LayerTree {
  readonly root: Directory = newDirectory();
  readonly #layer: string;
  readonly #what: string;
  /** Hard links to what only the layers below can have, with the paths that they name. */
  readonly #linksBelow = new Map<Broken, string>();
  #size = 0;

  /**
   * @param layer what its files will say they are from
   * @param what the layer, for messages
   */
  constructor(layer: string, what: string) {
    this.#layer = layer;
    this.#what = what;
  }

  /** How much it holds: entries, and directories that no entry but a path names. */
  get size(): number {
    return this.#size;
  }

  /** @throws LumogateError `layer.malformed` for an entry that no engine would unpack, `image.limit` */
  add(entry: TarEntry): void {
    const path = this.#cleanPath(entry.name);
    const name = path.pop();
    if (name === undefined) {
      if (entry.type !== "directory")
        throw this.#malformed(entry.name, "takes the place of the root directory");
      return;
    }
    // What aufs kept for itself; engines pass it over.
    if (path.some((part) => part.startsWith(AUFS)) || (name.startsWith(AUFS) && name !== OPAQUE)) return;
    const directory = this.#directoryAt(path, entry.name);
    if (name === OPAQUE) directory.removes = "everything";
    else if (name.startsWith(WHITEOUT)) this.#remove(directory, name.slice(WHITEOUT.length), entry.name);
    else this.#put(directory, name, entry);
  }

  /**
   * Lays the layer over the merged tree of those below it. What it takes away it takes from them only, wherever in the
   * layer that is said. The layer itself is not changed: an image may have it twice.
   */
  mergeInto(below: Directory): void {
    const linked = new Map<Node, Node>();
    for (const [link, target] of this.#linksBelow) {
      const found = walk(below, target, { followLast: false });
      if (found.kind === "found" && found.node.kind !== "directory") linked.set(link, found.node);
    }
    // A list and not recursion: with links, directories can be nested deeper than any stack.
    const pairs: DirectoryPair[] = [{ below, above: this.root }];
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) mergeDirectory(pair, linked, pairs);
  }

  #put(directory: Directory, name: string, entry: TarEntry): void {
    if (entry.type === "directory" && directory.children.get(name)?.kind === "directory") return;
    this.#size += 1;
    directory.children.set(name, this.#nodeOf(entry));
  }

  #nodeOf({ type, offset, size, linkName }: TarEntry): Node {
    if (type === "directory") return newDirectory();
    if (type === "file") return { kind: "file", layer: this.#layer, offset, size };
    if (type === "symlink") return { kind: "symlink", target: linkName };
    return type === "hardlink" ? this.#hardLink(linkName) : { kind: "special" };
  }

  /** Its target is a path from the layer's root, and is linked itself, not what it may point to. */
  #hardLink(linkName: string): Node {
    const target = this.#cleanPath(linkName).join("/");
    const found = walk(this.root, target, { followLast: false });
    if (found.kind === "found" && found.node.kind !== "directory") return found.node;
    const shown = quoted(decodeUtf8(linkName).text);
    const link: Broken = { kind: "broken", reason: `It is a hard link to ${shown}, which is not there.` };
    this.#linksBelow.set(link, target);
    return link;
  }

  #remove(directory: Directory, name: string, entryName: string): void {
    if (["", ".", ".."].includes(name)) throw this.#malformed(entryName, "removes nothing that has a name");
    directory.removes ??= new Set();
    if (directory.removes !== "everything") directory.removes.add(name);
  }

  #directoryAt(path: readonly string[], entryName: string): Directory {
    // Counted, since one entry with a long path makes thousands of them.
    const makeDirectory = (): Directory => {
      this.#size += 1;
      if (this.#size > LIMITS.tarEntries)
        throw tooMuch("has a layer with too many directories", LIMITS.tarEntries, "tarEntries");
      return newDirectory();
    };
    const found = walk(this.root, path.join("/"), { followLast: true, makeDirectory });
    if (found.kind === "found" && found.node.kind === "directory") return found.node;
    throw this.#malformed(entryName, "lies below something that is no directory");
  }

  /** By the letters, as engines do it: links on the way are not looked at, and nothing may lead out of the root. */
  #cleanPath(name: string): string[] {
    const path: string[] = [];
    for (const part of name.split("/")) {
      if (part === "" || part === ".") continue;
      if (part !== "..") path.push(part);
      else if (path.pop() === undefined) throw this.#malformed(name, "leads out of the image");
    }
    return path;
  }

  #malformed(entryName: string, clause: string): LumogateError {
    const shown = quoted(decodeUtf8(entryName).text);
    return new LumogateError("layer.malformed", `In ${this.#what}, the entry ${shown} ${clause}.`, {
      hint: "No engine would unpack this layer. Make the image again.",
    });
  }
}

const WHITEOUT = ".wh.";
const AUFS = ".wh..wh.";
const OPAQUE = ".wh..wh..opq";

interface DirectoryPair {
  readonly below: Directory;
  readonly above: Directory;
}

/** @param pairs where to put the directories within that are to be merged in turn */
function mergeDirectory(
  { below, above }: DirectoryPair,
  linked: ReadonlyMap<Node, Node>,
  pairs: DirectoryPair[],
): void {
  if (above.removes === "everything") below.children.clear();
  else for (const name of above.removes ?? []) below.children.delete(name);
  for (const [name, node] of above.children) {
    if (node.kind !== "directory") {
      below.children.set(name, linked.get(node) ?? node);
      continue;
    }
    // Over anything but a directory, also over a link to one, a directory takes its place, as in an overlay.
    const existing = below.children.get(name);
    const merged = existing?.kind === "directory" ? existing : newDirectory();
    below.children.set(name, merged);
    pairs.push({ below: merged, above: node });
  }
}
