import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import { byteString } from "../text.ts";
import { ByteReader } from "./byte-reader.ts";
import { type PaxHeader, parsePaxHeader } from "./pax.ts";
import { BLOCK_BYTES, isZero, parseTarHeader, type TarHeader } from "./tar-header.ts";

export type TarEntryType = "file" | "directory" | "symlink" | "hardlink" | "char" | "block" | "fifo";

export interface TarEntry {
  readonly type: TarEntryType;
  /** As it stands in the archive: a byte string, in no way made safe. */
  readonly name: string;
  /** Where a link leads; a byte string. */
  readonly linkName: string;
  /** Bytes of content. */
  readonly size: number;
  /** Permission bits with setuid, setgid and the sticky bit: 0o7777 at most. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Numbers of a device; 0 for all else. */
  readonly major: number;
  readonly minor: number;
  /** Where in the archive the content begins. */
  readonly offset: number;
  /** The content, once, before the next entry is asked for; what is not read is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Reads a tar, strictly: where readers in use disagree about what an archive holds, it is refused. Reads the stream to
 * its very end, so that a digest taken on the way covers all of it.
 *
 * @param what the archive, for messages: `layer 3 of app.tar`
 * @throws LumogateError `tar.malformed`, `tar.truncated`, `tar.limit`
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(chunks);
  try {
    let extensions: Extensions = {};
    let entries = 0;
    for (;;) {
      const block = await reader.exactly(BLOCK_BYTES);
      if (block.length < BLOCK_BYTES) throw truncated(what, reader.position);
      const start = reader.position - BLOCK_BYTES;
      const header = parseTarHeader(block);
      if (typeof header === "string") throw malformed(what, start, `there is no header there: ${header}`);
      if (header === undefined) {
        if (Object.keys(extensions).length > 0) throw truncated(what, reader.position);
        await expectZeros(reader, what);
        return;
      }
      if (header.typeFlag in EXTENSIONS) {
        extensions = addExtension(
          extensions,
          header.typeFlag,
          await readExtension(reader, header, what),
          what,
          start,
        );
        continue;
      }
      entries += 1;
      if (entries > LIMITS.tarEntries)
        throw overLimit(what, "tarEntries", `more than ${LIMITS.tarEntries} entries`);
      const entry = describe(header, extensions, what, start);
      extensions = {};
      const offset = reader.position;
      yield { ...entry, offset, body: body(reader, offset + entry.size, what) };
      const padded = offset + Math.ceil(entry.size / BLOCK_BYTES) * BLOCK_BYTES;
      if (!(await reader.skipTo(padded))) throw truncated(what, reader.position);
    }
  } finally {
    await reader.close();
  }
}

/** Headers about the header after them. */
interface Extensions {
  readonly pax?: PaxHeader;
  readonly name?: string;
  readonly linkName?: string;
}

/** By type flag: pax for one member, pax for all that follow, GNU long name, GNU long link name. */
const EXTENSIONS = { x: "pax", g: "global", L: "name", K: "linkName" } as const;

async function readExtension(reader: ByteReader, { size }: TarHeader, what: string): Promise<string> {
  // The size is the extension's own. A pax header before it speaks of the member, not of other extensions
  // (CVE-2026-53655): read otherwise, what follows is taken for another member.
  if (size > LIMITS.tarHeaderBytes)
    throw overLimit(what, "tarHeaderBytes", `an extended header of ${size} bytes`);
  const text = byteString(await reader.exactly(size));
  const padding = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
  if (text.length < size || !(await reader.skipTo(reader.position + padding)))
    throw truncated(what, reader.position);
  return text;
}

function addExtension(
  known: Extensions,
  typeFlag: string,
  text: string,
  what: string,
  start: number,
): Extensions {
  const kind = EXTENSIONS[typeFlag as keyof typeof EXTENSIONS];
  if (kind in known) throw malformed(what, start, `a second header of type ${typeFlag} about one member`);
  if (kind === "name" || kind === "linkName") return { ...known, [kind]: text.replace(/\0.*$/s, "") };
  const pax = parsePaxHeader(text);
  if (typeof pax === "string") throw malformed(what, start, `in its pax header ${pax}`);
  if (kind === "pax") return { ...known, pax };
  // Some readers heed a global header, some do not; without these keys it makes no difference.
  if (pax.path !== undefined || pax.linkPath !== undefined || pax.size !== undefined || pax.isSparse)
    throw malformed(what, start, "a global pax header that renames or resizes members");
  return known;
}

/** What types of member there are, by type flag; those without content have none whatever their size says. */
const TYPES: Readonly<Record<string, TarEntryType>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "char",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

function describe(
  header: TarHeader,
  { pax, ...gnu }: Extensions,
  what: string,
  start: number,
): Omit<TarEntry, "offset" | "body"> {
  if (pax?.isSparse === true || header.typeFlag === "S")
    throw malformed(what, start, "a sparse file, which no image tool writes");
  const type = TYPES[header.typeFlag];
  if (type === undefined)
    throw malformed(what, start, `a member of unknown type ${JSON.stringify(header.typeFlag)}`);
  const name = choose(pax?.path, gnu.name, header.name);
  const linkName = choose(pax?.linkPath, gnu.linkName, header.linkName);
  if (name === undefined || linkName === undefined)
    throw malformed(what, start, "a member with two different names");
  if (name.length > LIMITS.pathBytes || linkName.length > LIMITS.pathBytes)
    throw overLimit(what, "pathBytes", `a path of ${Math.max(name.length, linkName.length)} bytes`);
  const size = pax?.size ?? header.size;
  // Before there was a type for it, a directory was a file with a slash at its end.
  const isOldDirectory = type === "file" && name.endsWith("/");
  if (isOldDirectory && size > 0)
    throw malformed(what, start, "a file with content and the name of a directory");
  return {
    type: isOldDirectory ? "directory" : type,
    name,
    linkName,
    size: type === "file" ? size : 0,
    mode: header.mode & 0o7777,
    uid: pax?.uid ?? header.uid,
    gid: pax?.gid ?? header.gid,
    major: header.major,
    minor: header.minor,
  };
}

/** @returns undefined where two extended headers contradict each other: readers differ in whom they believe */
function choose(pax: string | undefined, gnu: string | undefined, plain: string): string | undefined {
  return pax !== undefined && gnu !== undefined && pax !== gnu ? undefined : (pax ?? gnu ?? plain);
}

async function* body(reader: ByteReader, end: number, what: string): AsyncGenerator<Uint8Array> {
  yield* reader.until(end);
  if (reader.position < end) throw truncated(what, reader.position);
}

/** An archive ends with a block of zeros, mostly two, and is filled up with more. */
async function expectZeros(reader: ByteReader, what: string): Promise<void> {
  for (;;) {
    const start = reader.position;
    const bytes = await reader.some(BLOCK_BYTES);
    if (bytes === undefined) return;
    if (!isZero(bytes)) throw malformed(what, start, "data after the archive's end");
  }
}

function malformed(what: string, position: number, clause: string): LumogateError {
  return new LumogateError(
    "tar.malformed",
    `The tar of ${what} is malformed at byte ${position}: ${clause}.`,
    {
      hint: "Make the image again; no usual tool writes such a tar.",
    },
  );
}

function truncated(what: string, position: number): LumogateError {
  return new LumogateError(
    "tar.truncated",
    `The tar of ${what} ends in the middle, after ${position} bytes.`,
    {
      hint: "It was cut short: copy or save the image again.",
    },
  );
}

function overLimit(what: string, limit: keyof typeof LIMITS, clause: string): LumogateError {
  return new LumogateError("tar.limit", `The tar of ${what} has ${clause} (limit ${limit}).`, {
    hint: "No honest image comes near this limit. Look at how it was made.",
  });
}
