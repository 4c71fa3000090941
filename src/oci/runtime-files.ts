import type { Directory, Node } from "./tree.ts";

/**
 * What runtimes put into every container, and engines therefore show in place of whatever an image has there: in the tree
 * of no image, wherever that comes from. Docker 20 to 28 (setupInitLayer), containerd, podman 4 and 5.
 */
const RUNTIMES: ReadonlySet<string> = new Set([
  ".dockerenv",
  "dev",
  "etc/hostname",
  "etc/hosts",
  "etc/mtab",
  "etc/resolv.conf",
  "proc",
  "run/.containerenv",
  "run/secrets",
  "sys",
]);

/** Directories that are made for what is put in them. */
const MADE: ReadonlySet<string> = new Set(["etc", "run"]);

/**
 * Whether a runtime puts it there, or may have.
 *
 * @param path without a slash in front
 */
export function isRuntimes(path: string, node: Node): boolean {
  if (RUNTIMES.has(path)) return true;
  return MADE.has(path) && node.kind === "directory" && holdsNothingElse(path, node);
}

function holdsNothingElse(path: string, { children }: Directory): boolean {
  for (const name of children.keys()) if (!RUNTIMES.has(`${path}/${name}`)) return false;
  return true;
}
