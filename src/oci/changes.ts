import type { LayerChanges } from "../model/inventory.ts";
import type { LayerTree } from "./layer.ts";
import { type Directory, directoriesOf, type File, newDirectory, type Node } from "./tree.ts";

/**
 * What each layer of an image did.
 *
 * @param layers the lowest first
 * @param states the merged tree as of each of them, as `mergeLayer` makes it: what two states share did not change
 */
export function layerChanges(layers: readonly LayerTree[], states: readonly Directory[]): LayerChanges[] {
  const shown = bytesByLayer(states.at(-1) ?? newDirectory());
  const count = entryCounter();
  return layers.map((layer, index) => {
    const after = states[index] ?? newDirectory();
    const { added, changed, removed } = compare(states[index - 1] ?? newDirectory(), after, count);
    const bytes = bytesByLayer(layer.root).get(layer) ?? 0;
    return { added, changed, removed, bytes, hiddenBytes: bytes - (shown.get(layer) ?? 0) };
  });
}

/** Bytes of the files in a tree, by the layer that has the content; that of hard links once. */
function bytesByLayer(root: Directory): Map<LayerTree, number> {
  const bytes = new Map<LayerTree, number>();
  const seen = new Set<File>();
  for (const { children } of directoriesOf(root)) {
    for (const node of children.values()) {
      if (node.kind !== "file" || node.size === 0 || seen.has(node)) continue;
      seen.add(node);
      bytes.set(node.layer, (bytes.get(node.layer) ?? 0) + node.size);
    }
  }
  return bytes;
}

type EntryCount = Pick<LayerChanges, "added" | "changed" | "removed">;

/** Visits what the two trees do not share, and nothing else. */
function compare(before: Directory, after: Directory, count: (node: Node) => number): EntryCount {
  const total = { added: 0, changed: 0, removed: 0 };
  const pairs = [{ before, after }];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    if (pair.before.children === pair.after.children) continue;
    for (const [name, node] of pair.after.children) {
      const old = pair.before.children.get(name);
      if (old === node) continue;
      if (old?.kind === "directory" && node.kind === "directory") {
        pairs.push({ before: old, after: node });
      } else if (old === undefined || old.kind === "directory" || node.kind === "directory") {
        total.added += count(node);
        total.removed += old === undefined ? 0 : count(old);
      } else {
        total.changed += 1;
      }
    }
    for (const [name, old] of pair.before.children)
      if (!pair.after.children.has(name)) total.removed += count(old);
  }
  return total;
}

/** Counts the entries that are not directories, in each directory once: a layer may be in an image many times. */
function entryCounter(): (node: Node) => number {
  const known = new Map<Directory, number>();
  return (node) => {
    if (node.kind !== "directory") return 1;
    const before = known.get(node);
    if (before !== undefined) return before;
    let entries = 0;
    for (const { children } of directoriesOf(node))
      for (const child of children.values()) if (child.kind !== "directory") entries += 1;
    known.set(node, entries);
    return entries;
  };
}
