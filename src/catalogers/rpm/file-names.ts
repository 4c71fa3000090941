import { LIMITS } from "../../limits.ts";
import type { RpmHeader } from "./header.ts";
import { TAG } from "./tags.ts";

/**
 * The paths of a package's files and directories, absolute, one character per byte. One by one, since a hostile header
 * can name a long folder a million times.
 *
 * Since rpm 4 a header has the folders' names once and an index for each file; before that, whole paths.
 */
export function* fileNames(header: RpmHeader): Generator<string> {
  yield* header.byteStrings(TAG.OLDFILENAMES);
  const folders = header.byteStrings(TAG.DIRNAMES);
  const indexes = header.numbers(TAG.DIRINDEXES);
  const names = header.byteStrings(TAG.BASENAMES);
  for (const [at, name] of names.entries()) {
    const folder = folders[indexes[at] ?? -1];
    // Longer ones are no paths: Linux could not open them.
    if (folder === undefined || folder.length + name.length > LIMITS.pathBytes) continue;
    yield folder + name;
  }
}
