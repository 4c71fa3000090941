import type { ImageFiles, ImageTree } from "../../model/image.ts";
import type { RealFolders } from "./real-folders.ts";

export type ReadableFiles = Pick<ImageFiles, "readFile">;

/**
 * A tree's files, of which no more bytes are read than a limit allows for all of them: an image may have a million, and all are
 * asked for at once.
 *
 * @param limit bytes, and the name of the limit
 */
export function boundedFiles(
  tree: ImageTree,
  places: RealFolders,
  limit: { readonly bytes: number; readonly name: string },
): ReadableFiles {
  let left = limit.bytes;
  return {
    readFile: (path) => {
      const size = tree.entry(places.of(path))?.size ?? 0;
      if (size > left) {
        const reason = `It and the files like it have more than ${limit.bytes} bytes (limit ${limit.name}).`;
        return Promise.resolve({ kind: "unreadable", path, reason });
      }
      left -= size;
      return tree.files.readFile(path);
    },
  };
}
