import { constants, inflateRawSync } from "node:zlib";
import { type Content, partOf } from "../model/content.ts";
import { messageOf } from "../model/error.ts";
import { bufferOf, DEFLATED, LENGTHS, SIGNATURES, STORED, type ZipEntry, type ZipProblem } from "./entry.ts";
import { crc32 } from "./crc32.ts";

/** What is in a member; with a problem, what could be had of it. */
export interface ZipMember {
  readonly bytes: Uint8Array;
  readonly problem?: ZipProblem;
}

/** Of data that is cut off, what there is: without this it is an error. */
const PARTIAL = { finishFlush: constants.Z_SYNC_FLUSH };

const NOTHING = new Uint8Array(0);

/**
 * Reads one member into memory and checks it: its local header must be about the same name (what one reader takes from there and
 * another from the directory would be two files), and its bytes must have the checksum.
 *
 * @param limit of its bytes, uncompressed
 */
export async function readEntry(content: Content, entry: ZipEntry, limit: number): Promise<ZipMember> {
  const refused = refusal(entry);
  if (refused !== undefined) return { bytes: NOTHING, problem: refused };
  if ((entry.size ?? 0) > limit || (entry.method === STORED && entry.compressedSize > limit))
    return { bytes: NOTHING, problem: { code: "limit", reason: `It has more than ${limit} bytes.` } };
  const start = await dataStart(content, entry);
  if (typeof start !== "number") return { bytes: NOTHING, problem: start };
  const data = await content.read(start, Math.min(entry.compressedSize, content.size));
  try {
    const bytes =
      entry.method === STORED ? data : inflateRawSync(data, { ...PARTIAL, maxOutputLength: limit });
    if (data.length === entry.compressedSize) return checked(bytes, entry);
    return { bytes, problem: { code: "truncated", reason: "It is cut off." } };
  } catch (cause) {
    return { bytes: NOTHING, problem: inflateProblem(cause, limit) };
  }
}

/** A member that is stored as it is, in its place; undefined with any other, and with a damaged header. */
export async function storedContent(content: Content, entry: ZipEntry): Promise<Content | undefined> {
  return entry.method === STORED ? rawContent(content, entry) : undefined;
}

/** A member's data as it lies there, compressed or not; undefined where it is encrypted, or its header is damaged. */
export async function rawContent(content: Content, entry: ZipEntry): Promise<Content | undefined> {
  if (entry.encrypted) return undefined;
  const start = await dataStart(content, entry);
  if (typeof start !== "number") return undefined;
  return partOf(content, start, entry.compressedSize);
}

/** Why a member cannot be read at all: said once, by its directory. */
function refusal({ encrypted, method }: ZipEntry): ZipProblem | undefined {
  if (encrypted) return { code: "encrypted", reason: "It is encrypted." };
  if (method === STORED || method === DEFLATED) return undefined;
  return {
    code: "unsupported",
    reason: `It is compressed by method ${method}, which no Java runtime knows.`,
  };
}

/** Where the data of a member begins: behind its local header, whose parts have lengths of their own. */
async function dataStart(content: Content, entry: ZipEntry): Promise<number | ZipProblem> {
  const header = bufferOf(await content.read(entry.offset, LENGTHS.local + entry.name.length));
  const isCut = header.length < LENGTHS.local + entry.name.length;
  if (isCut && entry.offset + LENGTHS.local + entry.name.length > content.size)
    return { code: "truncated", reason: "Its header is cut off." };
  if (isCut || header.readUInt32LE(0) !== SIGNATURES.local)
    return { code: "malformed", reason: "Where it should lie there is no header." };
  const nameLength = header.readUInt16LE(26);
  if (nameLength !== entry.name.length || header.toString("latin1", LENGTHS.local) !== entry.name)
    return { code: "malformed", reason: "Its header has another name than the directory." };
  return entry.offset + LENGTHS.local + nameLength + header.readUInt16LE(28);
}

function checked(bytes: Uint8Array, entry: ZipEntry): ZipMember {
  // Without a directory neither may be known.
  if (entry.size === undefined) return { bytes };
  if (bytes.length !== entry.size)
    return { bytes, problem: { code: "malformed", reason: "It has another size than the directory says." } };
  if (crc32(bytes) !== entry.crc)
    return {
      bytes,
      problem: { code: "malformed", reason: "It has another checksum than the directory says." },
    };
  return { bytes };
}

function inflateProblem(cause: unknown, limit: number): ZipProblem {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ERR_BUFFER_TOO_LARGE")
    return { code: "limit", reason: `It has more than ${limit} bytes, uncompressed.` };
  return { code: "malformed", reason: `Its compressed data is damaged: ${messageOf(cause)}.` };
}
