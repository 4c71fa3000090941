import type { ContentCataloger } from "../cataloger.ts";
import { nodePackage } from "./node.ts";
import { zippedPackages } from "./zipped-records.ts";

/**
 * Packages that yarn installed without a folder `node_modules` (Plug'n'Play, its default since version 2): Node loads them out
 * of zips, in the project's cache or in the user's. Each holds one `node_modules/NAME`, and below it what that package brings
 * along.
 */
export const yarnCache = {
  name: "yarn-cache",
  globs: ["**/.yarn/cache/*.zip", "**/.yarn/berry/cache/*.zip"],
  inspect: ({ content }) =>
    zippedPackages(
      content,
      (name) => name.endsWith("/package.json"),
      (name, bytes) => nodePackage(`/${name}`, bytes),
    ),
} satisfies ContentCataloger;
