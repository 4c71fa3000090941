import { LIMITS } from "../limits.ts";
import { memoryContent } from "../model/content.ts";
import type { Extraction } from "./extraction.ts";
import type { LayerBudget } from "./layer-budget.ts";
import type { LayerFacts } from "./layer-facts.ts";
import type { LayerTree } from "./layer.ts";
import type { TarEntry, TarReader } from "./tar/tar.ts";
import { directoriesOf, type File } from "./tree.ts";

/** What is taken of files on the way, and how much of it. */
export interface Taking {
  readonly extraction: Extraction;
  readonly budget: LayerBudget;
}

/**
 * Fills a tree with the members of a tar, and takes of the files what is to be had of them while they come by.
 *
 * @throws LumogateError `tar.*`, `layer.malformed`, `image.limit`, `temporary.file`
 */
export async function fillTree(
  tree: LayerTree,
  tar: TarReader,
  taking: Taking,
): Promise<Pick<LayerFacts, "captured" | "extractBytes">> {
  const captured = new Map<File, Uint8Array>();
  let extractBytes = 0;
  try {
    for (;;) {
      const next = tar.next();
      const entry = next instanceof Promise ? await next : next;
      if (entry === undefined) break;
      const file = tree.add(entry);
      if (file === undefined) continue;
      // Of most files nothing is taken, and there is nothing to wait for.
      const taken = take(entry, file, captured, taking);
      if (taken === undefined) continue;
      await taken;
      extractBytes += file.extract?.length ?? 0;
    }
  } finally {
    await tar.close();
  }
  return { captured: stillThere(captured, tree), extractBytes };
}

function take(
  entry: TarEntry,
  file: File,
  captured: Map<File, Uint8Array>,
  { extraction, budget }: Taking,
): undefined | Promise<void> {
  const path = pathOf(entry.name);
  const keeps =
    entry.size <= LIMITS.fileBytes && extraction.extractor.wanted(path) && budget.takeContent(entry.size);
  if (!keeps) return extraction.look(file, path, entry);
  return contentOf(entry).then((content) => {
    captured.set(file, content);
    return extraction.lookInto(file, path, memoryContent(content));
  });
}

/** Asked of each file: to look is faster than to take every name apart. */
function pathOf(name: string): string {
  const path = name.startsWith("./") ? name.slice(2) : name;
  if (!UNCLEAN.test(path)) return path;
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** A part that is no name, or a dot. */
const UNCLEAN = /(?:^|\/)\.?(?:\/|$)/;

async function contentOf({ body, size }: TarEntry): Promise<Uint8Array> {
  // Of its own: a view, and a small one of Node's, would keep a whole chunk in memory.
  const content = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for await (const part of body) {
    content.set(part, length);
    length += part.length;
  }
  return content;
}

/** Nobody will ask for a file that a later entry of the same layer has replaced. */
function stillThere(captured: ReadonlyMap<File, Uint8Array>, { root }: LayerTree): Map<File, Uint8Array> {
  const there = new Map<File, Uint8Array>();
  if (captured.size === 0) return there;
  for (const { children } of directoriesOf(root)) {
    for (const node of children.values()) {
      const content = node.kind === "file" ? captured.get(node) : undefined;
      if (node.kind === "file" && content !== undefined) there.set(node, content);
    }
  }
  return there;
}
