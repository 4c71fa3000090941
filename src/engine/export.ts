import type { FileAnswer, DirectoryAnswer, ImageFiles, ImageTree, PathKind } from "../model/image.ts";
import type { Extractor } from "../model/extractor.ts";
import { imageFiles } from "../oci/files.ts";
import { Extraction } from "../oci/extraction.ts";
import { fillTree } from "../oci/fill-tree.ts";
import { imageTree, type TreeOptions } from "../oci/image-tree.ts";
import { LayerBudget } from "../oci/layer-budget.ts";
import { LayerTree } from "../oci/layer.ts";
import { withSmallNursery } from "../oci/nursery.ts";
import { TarReader } from "../oci/tar/tar.ts";
import type { Directory, File } from "../oci/tree.ts";
import { bareStream } from "./bare-stream.ts";
import type { Engine } from "./connect.ts";
import { gone } from "./container-archive.ts";
import { streamCall } from "./dial.ts";
import { isRefusal, unbroken } from "./failure.ts";

export interface ExportOptions {
  /** What is to be taken of the files on the way. */
  readonly extractor: Extractor;
  /** The same container's files on demand, for what was not taken. */
  readonly files: ImageFiles;
  /** What of the tree is to be left out, once it is known. */
  readonly leaveOut?: (root: Directory) => TreeOptions["isHidden"];
}

/**
 * The whole tree of a container, read in one pass while its engine exports it, and put down nowhere.
 *
 * @throws LumogateError `engine.*`, `tar.*`, `layer.malformed`, `image.limit`, `temporary.file`; the reason of the run's
 *   signal
 */
export async function exportedTree(
  engine: Engine,
  container: string,
  { extractor, files, leaveOut }: ExportOptions,
): Promise<ImageTree> {
  const what = `the export of ${container}`;
  const tree = new LayerTree(what, "everything");
  const taking = { extraction: new Extraction(extractor), budget: new LayerBudget() };
  try {
    const tar = new TarReader(await exportStream(engine, container), what);
    const { captured } = await withSmallNursery(() => fillTree(tree, tar, taking));
    const isHidden = leaveOut?.(tree.root);
    return imageTree(
      tree.root,
      new ExportedFiles(tree.root, captured, files),
      isHidden === undefined ? {} : { isHidden },
    );
  } catch (error) {
    throw isRefusal(error, 404) ? gone(error) : error;
  }
}

/** A tar, which says itself where it ends. */
async function exportStream(
  { docker, endpoint, apiVersion, signal }: Engine,
  container: string,
): Promise<AsyncIterable<Uint8Array>> {
  const path = `/containers/${container}/export`;
  const bare = await bareStream(endpoint, `/v${apiVersion}${path}`, signal);
  return unbroken(bare ?? (await streamCall(docker, { path, method: "GET" })), `GET ${path}`, signal);
}

/** The files of an exported tree: what was kept on the way, and what was not, from the engine. */
class ExportedFiles implements ImageFiles {
  readonly #kept: ImageFiles;
  readonly #others: ImageFiles;

  constructor(root: Directory, captured: ReadonlyMap<File, Uint8Array>, others: ImageFiles) {
    this.#kept = imageFiles(root, (file) => {
      const content = captured.get(file);
      return content === undefined ? Promise.reject(new NotKept()) : Promise.resolve(content);
    });
    this.#others = others;
  }

  stat(path: string): Promise<PathKind> {
    return this.#kept.stat(path);
  }

  async readFile(path: string): Promise<FileAnswer> {
    return (await keptOnly(this.#kept.readFile(path))) ?? this.#others.readFile(path);
  }

  async readDirectory(path: string): Promise<DirectoryAnswer> {
    return (await keptOnly(this.#kept.readDirectory(path))) ?? this.#others.readDirectory(path);
  }
}

class NotKept extends Error {}

/** @returns undefined where a content was needed that was not kept */
async function keptOnly<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotKept) return undefined;
    throw error;
  }
}
