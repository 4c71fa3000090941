/** The folder of a path, without a slash at its end; of what lies in the root, "". */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
