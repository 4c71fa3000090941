import type { Extractor } from "../../src/model/extractor.ts";
import type { ImageTree, TreeEntry } from "../../src/model/image.ts";

/** One that keeps contents and looks into nothing, but for what a test says. */
export function extractor(part: Partial<Extractor> = {}): Extractor {
  return {
    version: "test",
    wanted: () => false,
    headBytes: 0,
    claims: () => false,
    extract: () => Promise.resolve(undefined),
    ...part,
  };
}

/** Says of every file that is not empty where it saw it, with what it begins, and how many bytes it read. */
export function tellingExtractor(part: Partial<Extractor> = {}): Extractor {
  return extractor({
    headBytes: 4,
    claims: ({ size }) => size > 0,
    extract: async ({ path, head }, content) => {
      let bytes = 0;
      for await (const piece of content.chunks()) bytes += piece.length;
      return Buffer.from(JSON.stringify({ path, head: Buffer.from(head).toString("latin1"), bytes }));
    },
    ...part,
  });
}

/** Of each entry what does not depend on who unpacked it, by its path. */
export function shownEntries(tree: ImageTree): Record<string, Partial<TreeEntry>> {
  const shown: Record<string, Partial<TreeEntry>> = {};
  for (const entry of tree.entries()) {
    const { kind, size, target, facts, unread, capabilities } = entry;
    shown[entry.path] = JSON.parse(
      JSON.stringify({ kind, size, target, facts, unread, capabilities }),
    ) as Partial<TreeEntry>;
  }
  return shown;
}
