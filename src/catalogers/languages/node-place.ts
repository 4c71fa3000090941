import { isSample } from "./sample-folders.ts";

/**
 * What a `package.json` is by its path: that of a package installed in a folder `node_modules`, by the name that the folder
 * has, or one outside of any, which may be an application's.
 */
export type NodePlace =
  | { readonly kind: "installed"; readonly folder: string }
  | { readonly kind: "outside" }
  /** Where npm would not look for one: a stub, test data, what is to be removed. */
  | { readonly kind: "unlisted" };

const UNLISTED: NodePlace = { kind: "unlisted" };

/** What npm renames a folder to before it removes it (@npmcli/arborist, retire-path); it never looks into one again. */
const RETIRED = /^\..+-[A-Za-z0-9]{8}$/;

/** Where packages of Python, Ruby and Debian's Node lie, which may have manifests in their test data too. */
const HOMES = new Set(["site-packages", "dist-packages", "gems", "nodejs"]);

/**
 * Where npm, pnpm and yarn install: `node_modules/NAME`, `node_modules/@SCOPE/NAME`, and in such a folder `node_modules`
 * again. Stores are mostly of the same form: `node_modules/.pnpm/NAME@VERSION/node_modules/NAME`. So the last `node_modules`
 * tells. Whatever else lies in an installed package is its own: stubs as `dist/esm/package.json`, copies, templates.
 *
 * @param path absolute, of a `package.json`
 */
export function nodePlace(path: string): NodePlace {
  const folders = path.split("/").slice(1, -1);
  const outermost = folders.indexOf("node_modules");
  if (outermost !== -1) return placeWithin(folders.slice(outermost + 1));
  const home = folders.findLastIndex((folder) => HOMES.has(folder));
  return home !== -1 && isSample(folders.slice(home + 2)) ? UNLISTED : { kind: "outside" };
}

/** @param folders below a `node_modules` */
function placeWithin(folders: readonly string[]): NodePlace {
  const scopes = folders[0]?.startsWith("@") === true ? 1 : 0;
  const name = folders[scopes];
  if (name === undefined) return UNLISTED;
  const rest = folders.slice(scopes + 1);
  const next = rest.indexOf("node_modules");
  if (next === -1) {
    // A folder with a dot is no package's, but yarn's store is one of packages (nodeLinker: pnpm).
    if (name === ".store" && rest.length === 2 && rest[1] === "package")
      return { kind: "installed", folder: rest[0] ?? "" };
    const isPackage = rest.length === 0 && !name.startsWith(".");
    return isPackage ? { kind: "installed", folder: folders.join("/") } : UNLISTED;
  }
  if (next === 0 && RETIRED.test(name)) return UNLISTED;
  // `resolve/test/node_modules` is for resolve's tests; `code-server/lib/vscode/node_modules` is in use.
  return isSample(rest.slice(0, next)) ? UNLISTED : placeWithin(rest.slice(next + 1));
}
