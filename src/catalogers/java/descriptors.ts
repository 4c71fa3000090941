import type { ZipEntry } from "../../zip/entry.ts";
import { decodeUtf8 } from "../../text.ts";
import { type Coordinates, meaningful } from "./coordinates.ts";
import { parsePom, type Pom } from "./pom.ts";
import { parseProperties } from "./properties.ts";

/** What Maven puts into an archive about each project in it: `META-INF/maven/<group>/<artifact>/pom.properties` and `pom.xml`. */
const DESCRIPTOR = /(?:^|\/)META-INF\/maven\/([^/]+)\/([^/]+)\/pom\.(properties|xml)$/;

export function isDescriptor(name: string): boolean {
  // The cheap question first: an archive has thousands of classes.
  return (name.endsWith("/pom.properties") || name.endsWith("/pom.xml")) && DESCRIPTOR.test(name);
}

/**
 * The projects that an archive was made of. A pom.properties has what was built; a pom.xml, what was written, with holes that a
 * parent fills; where both leave one, the folder's name does.
 *
 * @param entries those that are descriptors
 * @param read one of them, whole
 */
export async function descriptorsOf(
  entries: readonly ZipEntry[],
  read: (entry: ZipEntry) => Promise<Uint8Array>,
): Promise<Coordinates[]> {
  const folders = new Map<string, ZipEntry[]>();
  for (const entry of entries) {
    const folder = entry.name.slice(0, entry.name.lastIndexOf("/"));
    const members = folders.get(folder);
    if (members === undefined) folders.set(folder, [entry]);
    else members.push(entry);
  }
  const found: Coordinates[] = [];
  for (const members of folders.values()) {
    const xml = members.find(({ name }) => name.endsWith(".xml"));
    const pom = xml === undefined ? undefined : parsePom(await read(xml));
    const properties = members.filter(({ name }) => name.endsWith(".properties"));
    for (const entry of properties)
      found.push(coordinates(entry.name, parseProperties(await read(entry)), pom));
    if (properties.length === 0 && xml !== undefined) found.push(coordinates(xml.name, new Map(), pom));
  }
  return found;
}

/**
 * @param path of the descriptor, whose folders are named after the project
 * @param properties of its pom.properties
 * @param pom what stands in the pom.xml beside it
 */
export function coordinates(
  path: string,
  properties: ReadonlyMap<string, string>,
  pom: Pom | undefined,
): Coordinates {
  const [, groupFolder = "", artifactFolder = ""] = DESCRIPTOR.exec(path) ?? [];
  const group =
    meaningful(properties.get("groupId")) ??
    meaningful(pom?.group) ??
    meaningful(decodeUtf8(groupFolder).text);
  const artifact =
    meaningful(properties.get("artifactId")) ?? meaningful(pom?.artifact) ?? decodeUtf8(artifactFolder).text;
  const licenses = pom?.licenses ?? [];
  return {
    ...(group === undefined ? {} : { group }),
    artifact,
    version: meaningful(properties.get("version")) ?? meaningful(pom?.version) ?? "",
    ...(licenses.length === 0 ? {} : { licenses }),
  };
}
