import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { decodeUtf8, quoted } from "../text.ts";
import { tooMuch } from "./too-much.ts";
import type { LayerTree } from "./layer.ts";
import { type Directory, directoriesOf, newDirectory, type Node, walk } from "./tree.ts";

/** What merging all layers of one image may still cost. */
export interface MergeBudget {
  /** Entries of directories. */
  copies: number;
}

export function mergeBudget(): MergeBudget {
  return { copies: LIMITS.mergedEntries };
}

/**
 * Lays a layer over the merged tree of those below it. What it takes away it takes from them only, wherever in the layer
 * that is said. Neither is changed, and what the layer does not touch is in both trees: the same objects.
 *
 * @throws LumogateError `layer.malformed` where engines differ about what remains, `image.limit`
 */
export function mergeLayer(below: Directory, layer: LayerTree, budget: MergeBudget): Directory {
  if (layer.root.removes === "everything" && below.children.size > 0)
    throw ambiguous(layer, "removes all that lies below it, which an overlay does not do at the root");
  if (below.children.size === 0) checkLowest(layer);
  const root = overlaid(below, layer.root, budget);
  // A list and not recursion: directories may be nested deeper than a stack.
  const pending: Overlap[] = [{ below, merged: root, above: layer.root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { merged, above } = next;
    for (const [name, node] of above.children) {
      if (node.kind !== "directory") {
        merged.children.set(name, resolved(node, below));
        continue;
      }
      // Over anything but a directory, also over a link to one, a directory takes its place, as in an overlay.
      if (isRemoved(name, above) && (directoryIn(next.below, name)?.children.size ?? 0) > 0)
        throw ambiguous(layer, `removes the directory ${quoted(decodeUtf8(name).text)} and has it again`);
      const existing = directoryIn(merged, name);
      if (existing === undefined && !layer.hasDanglingLinks) {
        merged.children.set(name, node);
        continue;
      }
      const directory = overlaid(existing ?? NOTHING, node, budget);
      merged.children.set(name, directory);
      pending.push({ below: existing ?? NOTHING, merged: directory, above: node });
    }
  }
  return root;
}

/** Where nothing lies below, containerd unpacks without an overlay: then what a layer removes, it removes from itself. */
function checkLowest(layer: LayerTree): void {
  const clause = layer.hasLateOpaque
    ? "marks a directory as opaque behind what lies in it"
    : [...directoriesOf(layer.root)].some(removesItsOwn) && "removes what it has itself";
  if (clause === false) return;
  throw new LumogateError(
    "layer.malformed",
    `Engines differ in what ${layer.what} has, as the lowest of its image: it ${clause}.`,
    { hint: "Make the image again with a tool that leaves out what a layer removes." },
  );
}

function removesItsOwn({ removes, children }: Directory): boolean {
  return removes instanceof Set && [...removes].some((name) => children.has(name));
}

/** A directory of the new tree that has what remains from below, and not yet what the layer puts there. */
interface Overlap {
  /** All that was below. */
  readonly below: Directory;
  readonly merged: Directory;
  readonly above: Directory;
}

const NOTHING = newDirectory();

function overlaid(below: Directory, above: Directory, budget: MergeBudget): Directory {
  const attributes = above.attributes ?? below.attributes;
  if (above.removes === "everything") return newDirectory(attributes);
  // Only its owner and mode are the layer's.
  if (above.children.size === 0 && above.removes === undefined)
    return { kind: "directory", attributes, children: below.children, removes: undefined };
  budget.copies -= below.children.size;
  if (budget.copies < 0)
    throw tooMuch("has large directories that many layers change", LIMITS.mergedEntries, "mergedEntries");
  const children = new Map(below.children);
  for (const name of above.removes ?? []) children.delete(name);
  return { kind: "directory", attributes, children, removes: undefined };
}

function directoryIn({ children }: Directory, name: string): Directory | undefined {
  const node = children.get(name);
  return node?.kind === "directory" ? node : undefined;
}

function isRemoved(name: string, { removes }: Directory): boolean {
  return removes !== undefined && removes !== "everything" && removes.has(name);
}

/** A hard link to a lower layer's file is that file, as it was there. */
function resolved(node: Node, below: Directory): Node {
  if (node.kind !== "dangling-link") return node;
  const found = walk(below, node.target, { followLast: false });
  if (found.kind !== "found" || found.node.kind === "directory") return node;
  if (found.node.kind === "file") found.node.hasSeveralNames = true;
  return found.node;
}

/** By the specification, what lies below would be hidden; engines on an overlay show it, or refuse the layer. */
function ambiguous(layer: LayerTree, clause: string): LumogateError {
  return new LumogateError(
    "layer.malformed",
    `Engines differ in what ${layer.what} leaves of those below: it ${clause}.`,
    {
      hint: "Make the image again with a tool that marks the directory itself as opaque.",
    },
  );
}
