import { LIMITS } from "../../limits.ts";
import type { LayerTree } from "../layer.ts";
import type { Packer, Unpacker } from "./packing.ts";
import {
  type Attributes,
  type Directory,
  type File,
  newDirectory,
  type Node,
  type SpecialType,
} from "../tree.ts";

type Leaf = Exclude<Node, Directory>;

/** `again` is another name of a leaf that came before: a hard link. */
const KINDS = {
  directory: 0,
  file: 1,
  symlink: 2,
  special: 3,
  "dangling-link": 4,
  again: 5,
} satisfies Record<Node["kind"] | "again", number>;
const SPECIAL_TYPES = { char: 0, block: 1, fifo: 2 } satisfies Record<SpecialType, number>;
/** What a directory removes: nothing, everything, or as many names as the number is above `names`. */
const EXTRACT = { none: 0, unread: 1, text: 2 };
const REMOVES = { nothing: 0, everything: 1, names: 2 };

/**
 * Packs a layer's tree: its directories, each with the names in it, in an order that puts it behind the one that it
 * lies in. Every leaf gets a number, by which its other names refer to it.
 *
 * @returns those numbers
 */
export function packTree(
  out: Packer,
  { root, size, hasDanglingLinks, hasLateOpaque }: LayerTree,
): Map<Node, number> {
  const attributes = new Map<Attributes, number>();
  const leaves = new Map<Node, number>();
  out.number(size);
  out.number(hasDanglingLinks ? 1 : 0);
  out.number(hasLateOpaque ? 1 : 0);
  const directories = [root];
  for (const directory of directories) {
    packAttributes(out, directory.attributes, attributes);
    packRemoves(out, directory);
    out.number(directory.children.size);
    for (const [name, node] of directory.children) {
      const known = leaves.get(node);
      out.text(name);
      out.number(known === undefined ? KINDS[node.kind] : KINDS.again);
      if (known !== undefined) out.number(known);
      else if (node.kind === "directory") directories.push(node);
      else {
        leaves.set(node, leaves.size);
        packLeaf(out, node, attributes);
      }
    }
  }
  return leaves;
}

function packLeaf(out: Packer, node: Leaf, attributes: Map<Attributes, number>): void {
  if (node.kind !== "dangling-link") packAttributes(out, node.attributes, attributes);
  if (node.kind === "dangling-link" || node.kind === "symlink") out.text(node.target);
  else if (node.kind === "file") {
    out.number(node.offset);
    out.number(node.size);
    // Not to be seen of the tree: a later entry may have replaced all but one.
    out.number(node.hasSeveralNames === true ? 1 : 0);
    packExtract(out, node);
  } else {
    out.number(SPECIAL_TYPES[node.type]);
    out.number(node.major);
    out.number(node.minor);
  }
}

/** What was made of its content: nothing, something, or why not. */
function packExtract(out: Packer, { extract, unread }: File): void {
  if (unread !== undefined) {
    out.number(EXTRACT.unread);
    out.text(unread);
    return;
  }
  out.number(extract === undefined ? EXTRACT.none : EXTRACT.text);
  if (extract !== undefined) out.text(extract);
}

/** A layer has few different ones. 0 is none, the first that is new is 1; a new one follows its number. */
function packAttributes(
  out: Packer,
  attributes: Attributes | undefined,
  known: Map<Attributes, number>,
): void {
  const number = attributes === undefined ? 0 : known.get(attributes);
  out.number(number ?? known.size + 1);
  if (attributes === undefined || number !== undefined) return;
  known.set(attributes, known.size + 1);
  out.number(attributes.mode);
  out.number(attributes.uid);
  out.number(attributes.gid);
  // Nobody has an empty one.
  out.text(attributes.capabilities ?? "");
}

function packRemoves(out: Packer, { removes }: Directory): void {
  if (removes === undefined) out.number(REMOVES.nothing);
  else if (removes === "everything") out.number(REMOVES.everything);
  else {
    out.number(REMOVES.names + removes.size);
    for (const name of removes) out.text(name);
  }
}

/**
 * Fills a new tree with what `packTree` packed.
 *
 * @throws RangeError where it did not
 */
export function unpackTree(from: Unpacker, tree: LayerTree): UnpackedTree {
  return new TreeUnpacker(from, tree).unpack();
}

export interface UnpackedTree {
  /** By their numbers. */
  readonly leaves: readonly Leaf[];
  /** What was made of the contents of files, all together. */
  readonly extractBytes: number;
}

class TreeUnpacker {
  readonly #from: Unpacker;
  readonly #tree: LayerTree;
  readonly #attributes: (Attributes | undefined)[] = [undefined];
  readonly #leaves: Leaf[] = [];
  readonly #directories: Directory[];
  #names = 0;
  #extractBytes = 0;

  constructor(from: Unpacker, tree: LayerTree) {
    this.#from = from;
    this.#tree = tree;
    this.#directories = [tree.root];
  }

  unpack(): UnpackedTree {
    this.#tree.size = this.#from.number();
    this.#tree.hasDanglingLinks = this.#from.number(2) === 1;
    this.#tree.hasLateOpaque = this.#from.number(2) === 1;
    for (const directory of this.#directories) {
      directory.attributes = this.#nextAttributes();
      directory.removes = this.#nextRemoves();
      for (let left = this.#from.number(); left > 0; left -= 1)
        directory.children.set(this.#nextName(), this.#nextNode());
    }
    return { leaves: this.#leaves, extractBytes: this.#extractBytes };
  }

  /** A name takes two bytes, and what is made for it a hundred: that many must not be. */
  #nextName(): string {
    this.#names += 1;
    if (this.#names > LIMITS.tarEntries) throw new RangeError("No layer is that large.");
    return this.#from.text();
  }

  #nextNode(): Node {
    const kind = this.#from.number();
    if (kind === KINDS.again) return this.#knownLeaf();
    if (kind === KINDS.directory) {
      const directory = newDirectory();
      this.#directories.push(directory);
      return directory;
    }
    const leaf = this.#newLeaf(kind);
    this.#leaves.push(leaf);
    return leaf;
  }

  #knownLeaf(): Leaf {
    const leaf = this.#leaves[this.#from.number()];
    if (leaf === undefined) throw new RangeError("There is no such leaf.");
    return leaf;
  }

  #newLeaf(kind: number): Leaf {
    const from = this.#from;
    if (kind === KINDS["dangling-link"]) return { kind: "dangling-link", target: from.text() };
    const attributes = this.#nextAttributes();
    if (attributes === undefined) throw new RangeError("Only directories have no attributes.");
    if (kind === KINDS.file) return this.#newFile(attributes);
    if (kind === KINDS.symlink) return { kind: "symlink", attributes, target: from.text() };
    if (kind !== KINDS.special) throw new RangeError("There is no such kind of node.");
    const type = from.name(SPECIAL_TYPES);
    return { kind: "special", attributes, type, major: from.number(), minor: from.number() };
  }

  #newFile(attributes: Attributes): File {
    const from = this.#from;
    const [offset, size, hasSeveralNames] = [from.number(), from.number(), from.number(2) === 1];
    const file: File = {
      kind: "file",
      attributes,
      layer: this.#tree,
      offset,
      size,
      ...(hasSeveralNames ? { hasSeveralNames } : {}),
    };
    const kind = from.name(EXTRACT);
    if (kind === "none") return file;
    const text = from.text();
    if (kind === "unread") return { ...file, unread: text };
    this.#extractBytes += text.length;
    return { ...file, extract: text };
  }

  #nextAttributes(): Attributes | undefined {
    const number = this.#from.number(this.#attributes.length + 1);
    if (number === this.#attributes.length) {
      const [mode, uid, gid] = [this.#from.number(), this.#from.number(), this.#from.number()];
      const capabilities = this.#from.text();
      this.#attributes.push({ mode, uid, gid, ...(capabilities === "" ? {} : { capabilities }) });
    }
    return this.#attributes[number];
  }

  #nextRemoves(): Directory["removes"] {
    const number = this.#from.number();
    if (number === REMOVES.nothing) return undefined;
    if (number === REMOVES.everything) return "everything";
    const names = new Set<string>();
    for (let left = number - REMOVES.names; left > 0; left -= 1) names.add(this.#nextName());
    return names;
  }
}
