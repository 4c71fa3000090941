import type { PackageType } from "../../model/package-types.ts";
import type { ListReader } from "./list-reader.ts";
import { folderOf } from "./paths.ts";

/** How far above its record a package's own folder is, with all that lies in it. */
const LEVELS: Partial<Record<PackageType, number>> = {
  // Cellar/NAME/VERSION/INSTALL_RECEIPT.json
  brew: 1,
  // snap/NAME/REVISION/meta/snap.yaml
  snap: 2,
  // NAME-VERSION-HASH/.spack/spec.json
  spack: 2,
};

/** Package managers that give each package a folder of its own, and write no list. */
export const ownFolders: ListReader = {
  name: "folders",
  reads: ({ found }) => LEVELS[found.type] !== undefined,
  read: (packages, { claims }) => {
    for (const { found, path } of packages) {
      let folder = path;
      for (let level = LEVELS[found.type] ?? 0; level > 0; level -= 1) folder = folderOf(folder);
      if (folder !== "") claims.addFolder(folder, found.purl);
    }
    return Promise.resolve();
  },
};
