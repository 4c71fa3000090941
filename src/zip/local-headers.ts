import { LIMITS } from "../limits.ts";
import type { Content } from "../model/content.ts";
import { bufferOf, isEncrypted, LENGTHS, SIGNATURES, type ZipEntry } from "./entry.ts";

const LOCAL = Buffer.from("PK\x03\x04", "latin1");
const CENTRAL = Buffer.from("PK\x01\x02", "latin1");
/** The first window of a search, and how much larger each further one is: most members are short, and some are not. */
const WINDOW_BYTES = 4096;
const WINDOW_GROWTH = 4;
const LARGEST_WINDOW = 1024 * 1024;
/** How far in front of a zip a script may reach; Spring Boot's has 9 KB. */
const PREFIX_BYTES = 64 * 1024;
/** Checksum and sizes stand behind the data (APPNOTE 4.4.4, bit 3). */
const DESCRIPTOR_FLAG = 0b1000;

/** Where the first local header is: at the start, or behind a script; undefined where this is no zip. */
export async function findFirstHeader(content: Content): Promise<number | undefined> {
  const magic = bufferOf(await content.read(0, LOCAL.length));
  if (magic.equals(LOCAL)) return 0;
  if (magic.toString("latin1", 0, 2) !== "#!") return undefined;
  const at = bufferOf(await content.read(0, PREFIX_BYTES)).indexOf(LOCAL);
  return at < 0 ? undefined : at;
}

/**
 * Lists members by the header in front of each (APPNOTE 4.3.7), from one end to the other: for a zip whose directory is damaged or
 * cut off. A header that does not say how long its member is (those made in one go have the sizes behind the data) ends where the
 * next one begins.
 *
 * @param start where the first header is
 * @param wanted which entries to keep, by name
 */
export async function scanLocalHeaders(
  content: Content,
  start: number,
  wanted: (name: string) => boolean,
): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let at: number | undefined = start;
  for (let count = 0; at !== undefined && count < LIMITS.zipEntries; count += 1) {
    const header = await readHeader(content, at);
    if (header === undefined) break;
    const { name, data, sizes, method, encrypted, crc } = header;
    const stated = sizes === undefined ? undefined : data + sizes.compressedSize;
    // What is stated may be damaged, too: the next header is looked for wherever it is not.
    const next: number | undefined =
      stated !== undefined && (await isHeader(content, stated))
        ? stated
        : await findSignature(content, stated !== undefined && stated >= content.size ? content.size : data);
    const compressedSize = sizes?.compressedSize ?? (next ?? content.size) - data;
    if (wanted(name)) {
      const size = sizes === undefined ? {} : { size: sizes.size };
      entries.push({ name, method, encrypted, crc, compressedSize, ...size, offset: at });
    }
    at = next;
  }
  return entries;
}

interface LocalHeader {
  readonly name: string;
  /** Where the data begins. */
  readonly data: number;
  readonly sizes?: { readonly compressedSize: number; readonly size: number };
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
}

async function readHeader(content: Content, at: number): Promise<LocalHeader | undefined> {
  const fixed = bufferOf(await content.read(at, LENGTHS.local));
  if (fixed.length < LENGTHS.local || fixed.readUInt32LE(0) !== SIGNATURES.local) return undefined;
  const nameLength = fixed.readUInt16LE(26);
  const name = bufferOf(await content.read(at + LENGTHS.local, nameLength));
  if (name.length < nameLength) return undefined;
  const flags = fixed.readUInt16LE(6);
  const compressedSize = fixed.readUInt32LE(18);
  const unknown = (flags & DESCRIPTOR_FLAG) !== 0 || compressedSize === 0xffffffff;
  return {
    name: name.toString("latin1"),
    data: at + LENGTHS.local + nameLength + fixed.readUInt16LE(28),
    ...(unknown ? {} : { sizes: { compressedSize, size: fixed.readUInt32LE(22) } }),
    method: fixed.readUInt16LE(8),
    encrypted: isEncrypted(flags),
    crc: fixed.readUInt32LE(14),
  };
}

async function isHeader(content: Content, at: number): Promise<boolean> {
  const signature = await content.read(at, LOCAL.length);
  return LOCAL.equals(signature) || CENTRAL.equals(signature);
}

/** The next local header at or behind a place, if one comes before the directory. */
async function findSignature(content: Content, from: number): Promise<number | undefined> {
  let length = WINDOW_BYTES;
  for (let at = from; at < content.size;) {
    // One signature may lie across the border of two windows.
    const window = bufferOf(await content.read(at, length + LOCAL.length - 1));
    const local = window.indexOf(LOCAL);
    if (local >= 0) return at + local;
    at += length;
    length = Math.min(length * WINDOW_GROWTH, LARGEST_WINDOW);
  }
  return undefined;
}
