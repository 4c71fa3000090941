import type { Compression } from "../compression/decompress.ts";
import { LayerTree } from "../layer.ts";
import type { LayerFacts } from "../layer-facts.ts";
import { Packer, Unpacker } from "./packing.ts";
import type { File } from "../tree.ts";
import { packTree, unpackTree } from "./tree-codec.ts";

/** Goes into the key of every entry: raise it with every change of what is packed here, or of what it means. */
export const FORMAT = 5;

const COMPRESSIONS = { none: 0, gzip: 1, zstd: 2, xz: 3, bzip2: 4 } satisfies Record<
  Compression | "none",
  number
>;

/** What is not packed: what the facts are found by, and what the layer is called where it lies now. */
export interface KnownLayer {
  readonly digest: string;
  /** For messages. */
  readonly what: string;
}

/**
 * All facts about a layer as bytes, but for those of `KnownLayer`.
 *
 * @throws RangeError for facts that no layer can have
 */
export function encodeFacts({ storedBytes, diffId, bytes, compression, tree, captured }: LayerFacts): Buffer {
  const out = new Packer();
  out.number(storedBytes);
  out.text(diffId);
  out.number(bytes);
  out.number(COMPRESSIONS[compression ?? "none"]);
  const leaves = packTree(out, tree);
  // A file that a later entry of the layer has replaced is in the tree no more.
  const kept = [...captured].flatMap(([file, content]) => {
    const number = leaves.get(file);
    if (content.length !== file.size) throw new RangeError("A content is not as long as its file.");
    return number === undefined ? [] : [{ number, content }];
  });
  out.number(kept.length);
  for (const { number, content } of kept) {
    out.number(number);
    out.bytes(content);
  }
  return out.packed();
}

/**
 * @param packed what `encodeFacts` made; anything else costs no more memory than its length allows
 * @throws RangeError where it is not
 */
export function decodeFacts({ digest, what }: KnownLayer, packed: Buffer): LayerFacts {
  const from = new Unpacker(packed);
  const storedBytes = from.number();
  const diffId = from.text();
  if (!/^sha256:[0-9a-f]{64}$/.test(diffId)) throw new RangeError("A layer has a digest.");
  const bytes = from.number();
  const compression = from.name(COMPRESSIONS);
  const tree = new LayerTree(what);
  const { leaves, extractBytes } = unpackTree(from, tree);
  const captured = new Map<File, Uint8Array>();
  for (let left = from.number(); left > 0; left -= 1) {
    const file = leaves[from.number(leaves.length)];
    if (file?.kind !== "file") throw new RangeError("Only files have contents.");
    captured.set(file, from.bytes(file.size));
  }
  from.end();
  return {
    digest,
    storedBytes,
    diffId,
    bytes,
    ...(compression === "none" ? {} : { compression }),
    tree,
    extractBytes,
    captured,
  };
}
