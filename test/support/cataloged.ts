import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FileCataloger, Problem } from "../../src/catalogers/cataloger.ts";
import { findingsIn } from "../../src/inventory/extract/findings.ts";
import { GlobIndex } from "../../src/inventory/extract/glob-index.ts";
import { memoryContent } from "../../src/model/content.ts";
import type { FoundPackage } from "../../src/model/file-facts.ts";

export interface CatalogedFile {
  /** In the folder, with a slash in front. */
  readonly path: string;
  readonly packages: readonly FoundPackage[];
  readonly problems: readonly Problem[];
}

/**
 * What catalogers find in a folder that stands for an image's root, as the runner runs them; in no order. Without what no package
 * manager tells of (status `unlisted`), since this is compared with what they tell.
 */
export async function cataloged(
  folder: string,
  catalogers: readonly FileCataloger[],
): Promise<CatalogedFile[]> {
  const index = new GlobIndex(catalogers.map((cataloger) => [cataloger.globs, cataloger] as const));
  const found: CatalogedFile[] = [];
  for (const inFolder of filesBelow(folder, "")) {
    const claiming = index.find(inFolder);
    if (claiming.length === 0) continue;
    const content = memoryContent(readFileSync(path.join(folder, inFolder)));
    const inspected = { path: `/${inFolder}`, mode: 0o644, content };
    for (const { packages, problems } of await findingsIn(inspected, claiming, () => 0)) {
      const listed = packages.filter(({ status }) => status !== "unlisted");
      if (listed.length > 0 || problems.length > 0)
        found.push({ path: `/${inFolder}`, packages: listed, problems });
    }
  }
  return found;
}

/** Links are not followed, as in an image: what they lead to lies elsewhere too. Node's own recursion follows them. */
function* filesBelow(folder: string, below: string): Generator<string> {
  for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const inFolder = path.join(below, entry.name);
    if (entry.isDirectory()) yield* filesBelow(folder, inFolder);
    else if (entry.isFile()) yield inFolder;
  }
}
