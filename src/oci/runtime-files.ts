import type { Directory, Node } from "./tree.ts";

/**
 * What runtimes put into every container, and engines therefore show in place of whatever an image has there: in the tree
 * of no image, wherever that comes from. Docker 20 to 28 (setupInitLayer), containerd, podman 4 and 5.
 */
const RUNTIMES: ReadonlySet<string> = new Set([
  ".dockerenv",
  "etc/hostname",
  "etc/hosts",
  "etc/mtab",
  "etc/resolv.conf",
  "run/.containerenv",
  "run/secrets",
]);

/** Where they mount file systems of their own. */
const MOUNTED: ReadonlySet<string> = new Set(["dev", "proc", "sys"]);

/** Directories that are made for what is put in them. */
const MADE: ReadonlySet<string> = new Set(["etc", "run"]);

/**
 * Whether a runtime puts it there, or may have. A folder of an image's in place of one of its files is none of that: Docker leaves
 * `/.dockerenv/app` where it is, and a program in it can be run.
 *
 * @param path without a slash in front
 */
export function isRuntimes(path: string, node: Node): boolean {
  if (MOUNTED.has(path)) return true;
  if (RUNTIMES.has(path)) return node.kind !== "directory" || node.children.size === 0;
  return MADE.has(path) && node.kind === "directory" && holdsNothingElse(path, node);
}

function holdsNothingElse(path: string, { children }: Directory): boolean {
  for (const [name, node] of children) if (!isRuntimes(`${path}/${name}`, node)) return false;
  return true;
}
