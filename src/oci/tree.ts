import { LIMITS } from "../limits.ts";
import { decodeUtf8, quoted } from "../text.ts";
import type { LayerTree } from "./layer.ts";
import { isMounted } from "./link-to-nothing.ts";

/**
 * A file tree as an image has it. Names are byte strings, so that two names are one only if all bytes are. Hard links
 * are one node under several names. A tree that is finished is never changed: later trees share its parts.
 */
export type Node = Directory | File | Symlink | Special | DanglingLink;

/** What a runtime shows of a node beside its content. An object for many nodes: an image has few different ones. */
export interface Attributes {
  /** Permission bits with setuid, setgid and the sticky bit: 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The extended attribute `security.capability` (capabilities(7)); a byte string. Of files only. */
  readonly capabilities?: string;
}

export interface Directory {
  readonly kind: "directory";
  /** Left out where the directory is there only because of what lies in it: then engines differ in what they show. */
  attributes?: Attributes | undefined;
  readonly children: Map<string, Node>;
  /** In the tree of one layer: what it takes away from the directory below it (image-spec layer.md, whiteouts). */
  removes?: Set<string> | "everything" | undefined;
}

export interface File {
  readonly kind: "file";
  attributes: Attributes;
  /** Whose tar has the content. */
  readonly layer: LayerTree;
  /** Where in the tar, uncompressed. */
  readonly offset: number;
  readonly size: number;
  /** What an `Extractor` made of the content; a byte string, since many small buffers would keep large ones in memory. */
  extract?: string | undefined;
  /** Why nothing was made of it, though something may be in it; a sentence. */
  unread?: string | undefined;
  /** Whether it has or may have had several: an `Extractor` was asked about one of them only. */
  hasSeveralNames?: true;
}

export interface Symlink {
  readonly kind: "symlink";
  /** Its mode is 0o777: no system has another. */
  attributes: Attributes;
  readonly target: string;
}

/** There, but never opened. */
export interface Special {
  readonly kind: "special";
  attributes: Attributes;
  readonly type: SpecialType;
  /** Device numbers; 0 for a pipe. */
  readonly major: number;
  readonly minor: number;
}

export type SpecialType = "char" | "block" | "fifo";

/** A hard link to what its layer does not have: to a file of a layer below, or, in a merged tree, to nothing. */
export interface DanglingLink {
  readonly kind: "dangling-link";
  /** A path from the root, without a slash in front. */
  readonly target: string;
}

export type Found =
  | { readonly kind: "absent" }
  /** A link on the way, or at the end, leads to nothing, or where a runtime mounts something: to `missing`, a byte string. */
  | { readonly kind: "dangling"; readonly missing: string }
  /** More links than a kernel follows, or longer than any path; mostly since they lead in a circle. */
  | { readonly kind: "loop" }
  /** `path` has the links followed, and is a byte string. */
  | { readonly kind: "found"; readonly node: Node; readonly path: string };

export interface WalkOptions {
  /** Whether a link at the path's end is followed as well. */
  readonly followLast: boolean;
  /** What to put where a directory on the way is missing; left out: nothing, the path is then absent. */
  readonly makeDirectory?: () => Directory;
}

export function newDirectory(attributes?: Attributes): Directory {
  return { kind: "directory", attributes, children: new Map(), removes: undefined };
}

/** Why a hard link to nothing cannot be read; a sentence. */
export function whyDangling({ target }: DanglingLink): string {
  return `It is a hard link to ${quoted(decodeUtf8(target).text)}, which is not there.`;
}

/** A directory and all directories below it, in no order that means anything; with no depth that is too much. */
export function* directoriesOf(root: Directory): Generator<Directory> {
  const pending = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    for (const node of next.children.values()) if (node.kind === "directory") pending.push(node);
  }
}

/**
 * Follows a path as a kernel whose root is `root` does (path_resolution(7)): absolute links start again at the root, and
 * ".." leads nowhere above it. So no path leads out of the tree, whatever the links say.
 */
export function walk(root: Directory, path: string, { followLast, makeDirectory }: WalkOptions): Found {
  let way: { readonly name: string; readonly directory: Directory }[] = [];
  let links = 0;
  let linkBytes = 0;
  // How many of the pending names are of a link's target, and not of the path that was asked for.
  let ofLinks = 0;
  const pending = components(path).toReversed();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const isOfLink = ofLinks > 0;
    if (isOfLink) ofLinks -= 1;
    if (name === "..") {
      way.pop();
      continue;
    }
    const nothing = (): Found => {
      const rest = pending.slice(pending.length - ofLinks).toReversed();
      return { kind: "dangling", missing: pathOf([...way.map((step) => step.name), name, ...rest]) };
    };
    if (isOfLink && way.length === 0 && isMounted(name)) return nothing();
    const { children } = way.at(-1)?.directory ?? root;
    let node = children.get(name);
    if (node === undefined && makeDirectory !== undefined) children.set(name, (node = makeDirectory()));
    if (node === undefined) return isOfLink ? nothing() : ABSENT;
    if (node.kind === "directory") {
      way.push({ name, directory: node });
    } else if (node.kind === "symlink" && (pending.length > 0 || followLast)) {
      links += 1;
      linkBytes += node.target.length;
      // A kernel has no bound for all targets together, but a layer of a million such ways would take hours.
      if (links > LIMITS.symlinks || linkBytes > LIMITS.pathBytes) return { kind: "loop" };
      if (node.target === "") return nothing();
      if (node.target.startsWith("/")) way = [];
      const target = components(node.target).toReversed();
      pending.push(...target);
      ofLinks += target.length;
    } else if (ofLinks > 0) {
      return nothing();
    } else if (pending.length > 0) {
      return ABSENT;
    } else {
      return { kind: "found", node, path: pathOf([...way.map((step) => step.name), name]) };
    }
  }
  return { kind: "found", node: way.at(-1)?.directory ?? root, path: pathOf(way.map((step) => step.name)) };
}

const ABSENT: Found = { kind: "absent" };

function components(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function pathOf(names: readonly string[]): string {
  return `/${names.join("/")}`;
}
