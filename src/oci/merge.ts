import { LIMITS } from "../limits.ts";
import { tooMuch } from "./image-config.ts";
import type { LayerTree } from "./layer.ts";
import { type Directory, newDirectory, type Node, walk } from "./tree.ts";

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
 * @throws LumogateError `image.limit`
 */
export function mergeLayer(below: Directory, layer: LayerTree, budget: MergeBudget): Directory {
  const root = overlaid(below, layer.root, budget);
  // A list and not recursion: with links, directories can be nested deeper than any stack.
  const pending: Overlap[] = [{ merged: root, above: layer.root }];
  const resolve = (node: Node): Node => resolved(node, below);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { merged, above } = next;
    for (const [name, node] of above.children) {
      if (node.kind !== "directory") {
        merged.children.set(name, resolve(node));
        continue;
      }
      // Over anything but a directory, also over a link to one, a directory takes its place, as in an overlay.
      const existing = merged.children.get(name);
      if (existing?.kind !== "directory" && !layer.hasDanglingLinks) {
        merged.children.set(name, node);
        continue;
      }
      const directory = overlaid(existing?.kind === "directory" ? existing : NOTHING, node, budget);
      merged.children.set(name, directory);
      pending.push({ merged: directory, above: node });
    }
  }
  return root;
}

/** A directory of the new tree that has got what remains from below, and not yet what the layer puts there. */
interface Overlap {
  readonly merged: Directory;
  readonly above: Directory;
}

const NOTHING = newDirectory();

function overlaid(below: Directory, above: Directory, budget: MergeBudget): Directory {
  const attributes = above.attributes ?? below.attributes;
  const isOpaque = above.removes === "everything";
  if (isOpaque) return newDirectory(attributes);
  // Only its attributes are the layer's.
  if (above.children.size === 0 && above.removes === undefined)
    return { kind: "directory", attributes, children: below.children, removes: undefined };
  budget.copies -= below.children.size;
  if (budget.copies < 0)
    throw tooMuch("has large directories that many layers change", LIMITS.mergedEntries, "mergedEntries");
  const children = new Map(below.children);
  for (const name of above.removes ?? []) children.delete(name);
  return { kind: "directory", attributes, children, removes: undefined };
}

/** A hard link to a lower layer's file is that file, as it was there. */
function resolved(node: Node, below: Directory): Node {
  if (node.kind !== "dangling-link") return node;
  const found = walk(below, node.target, { followLast: false });
  return found.kind === "found" && found.node.kind !== "directory" ? found.node : node;
}
