import { LIMITS } from "../limits.ts";

/** A file tree as an image has it. Names are byte strings, so that two names are one only if all bytes are. */
export type Node = Directory | File | Symlink | Special | Broken;

export interface Directory {
  readonly kind: "directory";
  readonly children: Map<string, Node>;
  /** In the tree of one layer: what it takes away from the directory below it (image-spec layer.md, whiteouts). */
  removes?: Set<string> | "everything";
}

export interface File {
  readonly kind: "file";
  /** Which layer's tar has the content: the name that the source gave it. */
  readonly layer: string;
  /** Where in the tar, uncompressed. */
  readonly offset: number;
  readonly size: number;
}

export interface Symlink {
  readonly kind: "symlink";
  readonly target: string;
}

/** A device, a pipe: there, but never opened. */
export interface Special {
  readonly kind: "special";
}

/** Something that the image describes and does not have, such as a hard link to nothing. */
export interface Broken {
  readonly kind: "broken";
  /** A sentence. */
  readonly reason: string;
}

export type Found =
  | { readonly kind: "absent" }
  /** More links than a kernel follows, mostly since they lead in a circle. */
  | { readonly kind: "loop" }
  /** `path` has the links followed, and is a byte string. */
  | { readonly kind: "found"; readonly node: Node; readonly path: string };

export interface WalkOptions {
  /** Whether a link at the path's end is followed as well. */
  readonly followLast: boolean;
  /** What to put where a directory on the way is missing; left out: nothing, the path is then absent. */
  readonly makeDirectory?: () => Directory;
}

export function newDirectory(): Directory {
  return { kind: "directory", children: new Map() };
}

/**
 * Follows a path as a kernel whose root is `root` does (path_resolution(7)): absolute links start again at the root, and
 * ".." leads nowhere above it. So no path leads out of the tree, whatever the links say.
 */
export function walk(root: Directory, path: string, { followLast, makeDirectory }: WalkOptions): Found {
  let way: { readonly name: string; readonly directory: Directory }[] = [];
  let links = 0;
  const pending = components(path).toReversed();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === "..") {
      way.pop();
      continue;
    }
    const { children } = way.at(-1)?.directory ?? root;
    let node = children.get(name);
    if (node === undefined && makeDirectory !== undefined) children.set(name, (node = makeDirectory()));
    if (node === undefined) return ABSENT;
    if (node.kind === "directory") {
      way.push({ name, directory: node });
    } else if (node.kind === "symlink" && (pending.length > 0 || followLast)) {
      links += 1;
      if (links > LIMITS.symlinks) return { kind: "loop" };
      if (node.target === "") return ABSENT;
      if (node.target.startsWith("/")) way = [];
      pending.push(...components(node.target).toReversed());
    } else {
      return pending.length > 0
        ? ABSENT
        : { kind: "found", node, path: pathOf([...way.map((step) => step.name), name]) };
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
