/** Beside the databases that catalogers want: paths in a layer. */
const LISTS: readonly RegExp[] = [
  /^(?:(?:var|usr|opt)\/)?lib\/(?:dpkg|opkg)\/(?:info\/[^/]+\.list|diversions|status\.d\/[^/]+\.md5sums)$/,
  /^var\/lib\/pacman\/local\/[^/]+\/files$/,
  /^var\/db\/pkg\/[^/]+\/[^/]+\/CONTENTS$/,
  /\.dist-info\/RECORD$/,
  /\.egg-info\/installed-files\.txt$/,
  /(?:^|\/)specifications\/(?:default\/)?[^/]+\.gemspec$/,
];
/** Their last names' ends, since an image has 100,000 paths and few of these. */
const ENDS =
  /(?:\.list|\.md5sums|\/diversions|\/files|\/CONTENTS|\/RECORD|\/installed-files\.txt|\.gemspec)$/;

/**
 * Whether a file has to be kept to tell whose files are whose.
 *
 * @param path in a layer, without a slash in front; a byte string
 */
export function isOwnershipFile(path: string): boolean {
  return ENDS.test(path) && LISTS.some((list) => list.test(path));
}
