import { isOwnershipFile } from "../ownership/ownership-files.ts";
import { isTrusted } from "./trust-stores.ts";

/**
 * Whether a file's content is needed to tell which files matter, and whose they are; only where all files are looked at.
 *
 * @param path in a layer, without a slash in front; a byte string
 */
export function isWantedOfFiles(path: string): boolean {
  return path === "etc/ld.so.preload" || isOwnershipFile(path) || isTrusted(`/${path}`);
}
