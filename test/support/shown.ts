import type { TarEntry } from "../../src/oci/tar/tar.ts";
import { type Directory, directoriesOf, type Node } from "../../src/oci/tree.ts";

/** What is at each path of a tree, as a line of text to be compared: type, mode, owner, size, target, other names. */
export type Shown = Map<string, string>;

interface Facts {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Size, target or device numbers. */
  readonly detail: string;
}

/** What a runtime would show of our tree. */
export function shownTree(root: Directory): Shown {
  const named = new Map<Facts | Node, string[]>();
  const facts = new Map<string, [Node, Facts]>();
  const paths = new Map([[root, ""]]);
  for (const directory of directoriesOf(root)) {
    for (const [name, node] of directory.children) {
      const path = `${paths.get(directory) ?? ""}${name}`;
      if (node.kind === "directory") paths.set(node, `${path}/`);
      facts.set(path, [node, factsOf(node)]);
      named.set(node, [...(named.get(node) ?? []), path]);
    }
  }
  return new Map([...facts].map(([path, [node, about]]) => [path, line(about, named.get(node) ?? [])]));
}

function factsOf(node: Node): Facts {
  if (node.kind === "dangling-link") return { type: "nothing", mode: 0, uid: 0, gid: 0, detail: node.target };
  // A directory that no entry is about is what engines make it.
  const attributes = node.attributes ?? { mode: 0o755, uid: 0, gid: 0 };
  if (node.kind === "directory") return { type: "directory", ...attributes, detail: "" };
  if (node.kind === "file") return { type: "file", ...attributes, detail: String(node.size) };
  if (node.kind === "symlink") return { type: "symlink", ...attributes, detail: node.target };
  return { type: node.type, ...attributes, detail: `${node.major},${node.minor}` };
}

/** What the members of an exported file system show. */
export async function shownExport(entries: AsyncIterable<TarEntry>): Promise<Shown> {
  const facts = new Map<string, Facts>();
  const groups = new Map<string, string[]>();
  const firsts = new Map<string, string>();
  for await (const entry of entries) {
    const path = entry.name.replace(/\/$/, "");
    const first = entry.type === "hardlink" ? entry.linkName : path;
    firsts.set(path, first);
    groups.set(first, [...(groups.get(first) ?? []), path]);
    if (entry.type !== "hardlink") facts.set(path, { ...entry, detail: detailOf(entry) });
  }
  const shown: Shown = new Map();
  for (const [path, first] of firsts) {
    const about = facts.get(first);
    if (about === undefined)
      throw new Error(`${path} is a hard link to ${first}, which the export does not have`);
    shown.set(path, line(about, groups.get(first) ?? []));
  }
  return shown;
}

function detailOf({ type, size, linkName, major, minor }: TarEntry): string {
  if (type === "directory") return "";
  if (type === "file") return String(size);
  return type === "symlink" ? linkName : `${major},${minor}`;
}

function line({ type, mode, uid, gid, detail }: Facts, names: readonly string[]): string {
  const links = names.length > 1 ? ` = ${names.toSorted().join(" = ")}` : "";
  return `${type} ${mode.toString(8)} ${uid}:${gid} ${detail}${links}`;
}
