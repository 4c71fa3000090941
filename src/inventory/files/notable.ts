import type { TreeEntry } from "../../model/image.ts";
import type { NotableFile, NotableKind } from "../../model/notable-file.ts";
import type { Owners } from "../ownership/owners.ts";

/** An entry of the tree as a file that matters. */
export function notable(
  entry: TreeEntry,
  kind: NotableKind,
  owners: Owners,
  more: { readonly detail?: string | undefined; readonly size?: number } = {},
): NotableFile {
  const { path, mode, uid, gid, size } = entry;
  const ownedBy = owners.ownerOf(path);
  return {
    path,
    kind,
    mode: mode.toString(8).padStart(4, "0"),
    uid,
    gid,
    size: more.size ?? size,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(ownedBy === undefined ? {} : { ownedBy }),
  };
}
