import { LIMITS } from "../../limits.ts";
import { type PaxHeader, parsePaxHeader } from "./pax.ts";
import { type ArchivePlace, malformed, overLimit } from "./failure.ts";
import type { TarHeader } from "./header.ts";

export type TarEntryType = "file" | "directory" | "symlink" | "hardlink" | "char" | "block" | "fifo";

/** What an archive says of one member. */
export interface TarMember extends Omit<TarHeader, "typeFlag"> {
  readonly type: TarEntryType;
  /** The extended attribute `security.capability` of a file; a byte string. */
  readonly capabilities?: string;
}

/** Headers about the header after them. */
export interface Extensions {
  readonly pax?: PaxHeader;
  readonly name?: string;
  readonly linkName?: string;
}

export const NO_EXTENSIONS: Extensions = {};

/** By type flag: pax for one member, pax for all that follow, GNU long name, GNU long link name. */
const EXTENSIONS = { x: "pax", g: "global", L: "name", K: "linkName" } as const;

export function isExtension(typeFlag: string): typeFlag is keyof typeof EXTENSIONS {
  return typeFlag in EXTENSIONS;
}

/** @throws LumogateError `tar.malformed` */
export function addExtension(
  known: Extensions,
  typeFlag: keyof typeof EXTENSIONS,
  text: string,
  place: ArchivePlace,
): Extensions {
  const kind = EXTENSIONS[typeFlag];
  if (kind in known) throw malformed(place, `a second header of type ${typeFlag} about one member`);
  if (kind === "name" || kind === "linkName") {
    const name = text.replace(/\0.*$/s, "");
    if (name === "") throw malformed(place, `a header of type ${typeFlag} without a name`);
    return { ...known, [kind]: name };
  }
  const pax = parsePaxHeader(text);
  if (typeof pax === "string") throw malformed(place, `in its pax header ${pax}`);
  if (kind === "pax") return { ...known, pax };
  // Some readers heed a global header, some do not; and some forget for it what stands between it and the member.
  if (pax.decides) throw malformed(place, "a global pax header that says what its members are");
  if (Object.keys(known).length > 0) throw malformed(place, "a global pax header about a single member");
  return known;
}

/** What types of member there are, by type flag. */
const TYPES: Readonly<Record<string, TarEntryType>> = {
  "0": "file",
  "\0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "char",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

/**
 * Joins what the headers say about one member.
 *
 * @throws LumogateError `tar.malformed`, `tar.limit`
 */
export function describeMember(
  header: TarHeader,
  { pax, ...gnu }: Extensions,
  place: ArchivePlace,
): TarMember {
  const name = choose(pax?.path, gnu.name, header.name);
  const linkName = choose(pax?.linkPath, gnu.linkName, header.linkName);
  if (name === undefined || linkName === undefined)
    throw malformed(place, "a member with two different names");
  if (name.length > LIMITS.pathBytes || linkName.length > LIMITS.pathBytes)
    throw overLimit(place, "pathBytes", `a path of ${Math.max(name.length, linkName.length)} bytes`);
  const type = typeOf(header, name, place);
  const isDevice = type === "char" || type === "block";
  const uid = pax?.uid ?? header.uid;
  const gid = pax?.gid ?? header.gid;
  if (uid > MAX_ID || gid > MAX_ID) throw malformed(place, "an owner that no system has");
  return {
    type,
    name,
    linkName,
    size: sizeOf(type, header, pax?.size, place),
    mode: header.mode & 0o7777,
    uid,
    gid,
    major: isDevice ? header.major : 0,
    minor: isDevice ? header.minor : 0,
    ...(pax?.capabilities === undefined ? {} : { capabilities: pax.capabilities }),
  };
}

/** Linux has 32 bits for it, and takes all ones for "nobody". */
const MAX_ID = 0xffff_fffe;

/** @returns undefined where two extended headers contradict each other: readers differ in whom they believe */
function choose(pax: string | undefined, gnu: string | undefined, plain: string): string | undefined {
  return pax !== undefined && gnu !== undefined && pax !== gnu ? undefined : (pax ?? gnu ?? plain);
}

function typeOf({ typeFlag, name: plain }: TarHeader, name: string, place: ArchivePlace): TarEntryType {
  if (typeFlag === "S") throw malformed(place, "a sparse file, which no image tool writes");
  const type = TYPES[typeFlag];
  if (type === undefined) throw malformed(place, `a member of unknown type ${JSON.stringify(typeFlag)}`);
  if (type !== "file") return type;
  // Before there was a type for it, a directory was a file with a slash at its end. To some readers it still is, and
  // some look at the plain name, some at the long one.
  const [isOldType, hasSlash] = [typeFlag === "\0", name.endsWith("/")];
  if (isOldType ? hasSlash !== plain.endsWith("/") : hasSlash)
    throw malformed(place, "a file with the name of a directory");
  return hasSlash ? "directory" : "file";
}

/** Only files have content. Where others claim to have some, readers differ in where the next header is. */
function sizeOf(
  type: TarEntryType,
  { typeFlag, size }: TarHeader,
  paxSize: number | undefined,
  place: ArchivePlace,
): number {
  if (type === "file") return paxSize ?? size;
  // A hard link may have the size of the file that it leads to, a directory that of its list of names.
  const mayHaveSize = typeFlag === "1" || typeFlag === "5";
  if ((paxSize ?? 0) > 0 || (size > 0 && !mayHaveSize)) throw malformed(place, `a ${type} with content`);
  return 0;
}
