import type { FileFacts } from "../model/file-facts.ts";
import type { ImageFiles, ImageTree, TreeEntry } from "../model/image.ts";
import { byteString, decodeUtf8 } from "../text.ts";
import { isRuntimes } from "./runtime-files.ts";
import { type Attributes, type Directory, type File, type Node, whyDangling } from "./tree.ts";

export interface TreeOptions {
  /** What is left out beside what runtimes put there, by its path without a leading slash, a byte string. */
  readonly isHidden?: (path: string) => boolean;
  /** What could not be looked into, and why: sentences. */
  readonly unread?: ReadonlyMap<Node, string>;
}

/**
 * A merged tree for those who need all of it.
 *
 * @param files the same tree, on demand
 */
export function imageTree(
  root: Directory,
  files: ImageFiles,
  { isHidden = () => false, unread = new Map() }: TreeOptions = {},
): ImageTree {
  const unreadOf = (node: Node): Pick<TreeEntry, "unread"> => {
    const why = unread.get(node) ?? ownReason(node);
    return why === undefined ? {} : { unread: why };
  };
  const isLeftOut = (path: string, node: Node): boolean => isRuntimes(path, node) || isHidden(path);
  return {
    files,
    *entries() {
      for (const { node, shown } of nodesBelow(root, isLeftOut))
        yield { ...entryOf(node, shown), ...unreadOf(node) };
    },
    entry(path) {
      const names = byteString(Buffer.from(path)).split("/").slice(1);
      let node: Node | undefined = root;
      for (const [index, name] of names.entries()) {
        node = node.kind === "directory" ? node.children.get(name) : undefined;
        if (node === undefined || isLeftOut(names.slice(0, index + 1).join("/"), node)) return undefined;
      }
      return node === root ? undefined : { ...entryOf(node, path), ...unreadOf(node) };
    },
  };
}

function ownReason(node: Node): string | undefined {
  if (node.kind === "dangling-link") return whyDangling(node);
  return node.kind === "file" ? node.unread : undefined;
}

interface Place {
  readonly node: Node;
  /** Without a slash in front; a byte string. */
  readonly path: string;
  /** Absolute, as text. */
  readonly shown: string;
}

/** A list and not recursion: directories may be nested deeper than a stack. */
function* nodesBelow(root: Directory, isLeftOut: (path: string, node: Node) => boolean): Generator<Place> {
  const pending: Place[] = [{ node: root, path: "", shown: "" }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    if (place.node !== root) yield place;
    if (place.node.kind !== "directory") continue;
    const { children } = place.node;
    // Their order is that of their bytes, since each is a character.
    for (const name of [...children.keys()].toSorted().toReversed()) {
      const node = children.get(name);
      const path = place.path === "" ? name : `${place.path}/${name}`;
      if (node === undefined || isLeftOut(path, node)) continue;
      pending.push({ node, path, shown: `${place.shown}/${decodeUtf8(name).text}` });
    }
  }
}

/** Read when somebody asks for it, and once: for all names of a file, and for every state of an image that has it. */
const READ_FACTS = new WeakMap<File, FileFacts>();

function factsOf(file: File): FileFacts | undefined {
  if (file.extract === undefined) return undefined;
  let facts = READ_FACTS.get(file);
  if (facts === undefined) {
    facts = JSON.parse(Buffer.from(file.extract, "latin1").toString("utf8")) as FileFacts;
    READ_FACTS.set(file, facts);
  }
  return facts;
}

/** A directory that no layer has an entry for: engines make it so. */
const IMPLIED: Attributes = { mode: 0o755, uid: 0, gid: 0 };
const DANGLING: Attributes = { mode: 0, uid: 0, gid: 0 };

function entryOf(node: Node, path: string): TreeEntry {
  if (node.kind === "directory")
    return { path, kind: "directory", ...ownerOf(node.attributes ?? IMPLIED), size: 0 };
  if (node.kind === "dangling-link") return { path, kind: "special", ...ownerOf(DANGLING), size: 0 };
  const owner = ownerOf(node.attributes);
  if (node.kind === "special") return { path, kind: "special", ...owner, size: 0 };
  if (node.kind === "symlink")
    return { path, kind: "symlink", ...owner, size: 0, target: decodeUtf8(node.target).text };
  const { capabilities } = node.attributes;
  const facts = factsOf(node);
  return {
    path,
    kind: "file",
    ...owner,
    size: node.size,
    ...(capabilities === undefined ? {} : { capabilities: Buffer.from(capabilities, "latin1") }),
    ...(facts === undefined ? {} : { facts }),
    ...(node.hasSeveralNames === true ? { shared: node } : {}),
  };
}

function ownerOf({ mode, uid, gid }: Attributes): Pick<TreeEntry, "mode" | "uid" | "gid"> {
  return { mode, uid, gid };
}
