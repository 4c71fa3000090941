import type { ContentCataloger } from "../cataloger.ts";
import { installedPackage } from "./node.ts";
import { nodePlace } from "./node-place.ts";
import { zippedPackages } from "./zipped-records.ts";

/**
 * Packages that yarn installed without a folder `node_modules` (Plug'n'Play, its default since version 2): Node loads them out
 * of zips, in the project's cache or in the user's.
 */
export const yarnCache = {
  name: "yarn-cache",
  globs: ["**/.yarn/cache/*.zip", "**/.yarn/berry/cache/*.zip"],
  inspect: ({ content }) =>
    zippedPackages(
      content,
      (name) => name.endsWith("/package.json") && folderOf(name) !== undefined,
      (name, bytes) => installedPackage(bytes, folderOf(name) ?? ""),
    ),
} satisfies ContentCataloger;

/** Each zip holds one `node_modules/NAME`, and below it what that package brings along. */
function folderOf(name: string): string | undefined {
  const place = nodePlace(`/${name}`);
  return place?.kind === "installed" ? place.folder : undefined;
}
