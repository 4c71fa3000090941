import { notableFiles } from "../../../src/inventory/files/notable-files.ts";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { takeInventory } from "../../../src/inventory/take.ts";
import type { Gap } from "../../../src/model/inventory.ts";
import type { NotableFile } from "../../../src/model/notable-file.ts";
import { imageOf } from "../../support/image.ts";
import type { TarMember } from "../../support/tar.ts";

/** What matters among the files of an image of one layer. */
export async function notableOf(members: readonly TarMember[]): Promise<{
  readonly files: readonly NotableFile[];
  readonly gaps: readonly Gap[];
  readonly lines: string[];
}> {
  const image = await imageOf([members]);
  const tree = await image.tree?.();
  if (tree === undefined) throw new Error("an image of tars has a tree");
  const { packages } = await takeInventory(image, "all");
  const { files, gaps } = await notableFiles(tree, await owners(tree, packages));
  const lines = files.map(({ kind, path, detail }) =>
    [kind, path, ...(detail === undefined ? [] : [detail])].join(" "),
  );
  return { files, gaps, lines };
}
