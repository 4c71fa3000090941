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
  for (const [path] of files(header)) yield path;
}

/** Those of them that rpm put where they belong: not manuals that nobody wanted, nor what another package has in that place. */
export function* installedFileNames(header: RpmHeader): Generator<string> {
  const states = header.binary(TAG.FILESTATES);
  for (const [path, at] of files(header)) {
    const state = states?.[at];
    if (state === undefined || state === NORMAL || state === SHARED_BY_NETWORK) yield path;
  }
}

/** RPMFILE_IS_INSTALLED (include/rpm/rpmfiles.h), by which `rpm -qf` goes. */
const NORMAL = 0;
const SHARED_BY_NETWORK = 3;

/** Each with its place in the header's other lists. */
function* files(header: RpmHeader): Generator<readonly [path: string, at: number]> {
  for (const [at, path] of header.byteStrings(TAG.OLDFILENAMES).entries()) yield [path, at];
  const folders = header.byteStrings(TAG.DIRNAMES);
  const indexes = header.numbers(TAG.DIRINDEXES);
  const names = header.byteStrings(TAG.BASENAMES);
  for (const [at, name] of names.entries()) {
    const folder = folders[indexes[at] ?? -1];
    // Longer ones are no paths: Linux could not open them.
    if (folder === undefined || folder.length + name.length > LIMITS.pathBytes) continue;
    yield [folder + name, at];
  }
}
