import { LayerTree } from "../../src/oci/layer.ts";
import type { LayerFacts } from "../../src/oci/layer-facts.ts";
import type { TarEntry } from "../../src/oci/tar/tar.ts";
import type { Directory, Node } from "../../src/oci/tree.ts";

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** What a tar's reader would say of an entry; a file, where no type is given. */
export function tarEntry(part: Partial<Omit<TarEntry, "body">> & { readonly name: string }): TarEntry {
  return {
    type: "file",
    linkName: "",
    size: 0,
    offset: 512,
    mode: 0o644,
    uid: 0,
    gid: 0,
    major: 0,
    minor: 0,
    body: nothing(),
    peek: () => new Uint8Array(0),
    ...part,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Facts about a layer of these entries. */
export function factsOf(entries: readonly TarEntry[], part: Partial<LayerFacts> = {}): LayerFacts {
  const digest = part.digest ?? digestOf("a");
  const tree = new LayerTree(`layer ${digest}`);
  for (const entry of entries) tree.add(entry);
  return {
    digest,
    storedBytes: 1000,
    diffId: digestOf("d"),
    bytes: 10_240,
    tree,
    extractBytes: 0,
    captured: new Map(),
    ...part,
  };
}

/** All that can be told of a tree, a line for each name, in its order; names of one node have one number. */
export function describeTree(root: Directory): string[] {
  const numbers = new Map<Node, number>();
  const lines: string[] = [];
  const describe = (path: string, node: Node): void => {
    if (!numbers.has(node)) numbers.set(node, numbers.size);
    const { layer, children, removes, ...rest } = {
      layer: undefined,
      children: new Map(),
      removes: [],
      ...node,
    };
    const taken = typeof removes === "string" ? removes : [...(removes ?? [])];
    lines.push(JSON.stringify([path, numbers.get(node), rest, taken, layer?.what]));
    for (const [name, child] of children) describe(`${path}/${name}`, child as Node);
  };
  describe("", root);
  return lines;
}
