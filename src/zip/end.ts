import type { Content } from "../model/content.ts";
import { bufferOf, LENGTHS, SIGNATURES, uint64 } from "./entry.ts";

/** Where the central directory lies. */
export interface Directory {
  /** Bytes from the start of the content. */
  readonly start: number;
  readonly size: number;
  /** Bytes that stand before the zip, if its offsets do not count them: a shell script that starts a jar. */
  readonly shift: number;
}

const SIGNATURE = Buffer.from("PK\x05\x06", "latin1");
const CENTRAL = Buffer.from("PK\x01\x02", "latin1");
const LOCAL = Buffer.from("PK\x03\x04", "latin1");
/** The record, the longest comment behind it, and zip64's part before it. */
const TAIL_BYTES = LENGTHS.end + 0xffff + LENGTHS.end64Locator + LENGTHS.end64;
/** Signatures in a comment that look like the record; each costs a read, and a sane zip has none. */
const CANDIDATES = 64;

/**
 * Finds the end of central directory record (APPNOTE 4.3.16). It is searched from the end, and one is believed when a directory is
 * where it says: the bytes of the signature may also stand in the comment.
 *
 * @returns undefined where there is none, so no directory either
 */
export async function findDirectory(content: Content): Promise<Directory | undefined> {
  const tailStart = Math.max(0, content.size - TAIL_BYTES);
  const tail = bufferOf(await content.read(tailStart, TAIL_BYTES));
  let at = tail.length - LENGTHS.end;
  for (let tries = 0; tries < CANDIDATES && at >= 0; tries += 1) {
    at = tail.lastIndexOf(SIGNATURE, at);
    if (at < 0) return undefined;
    if (at + LENGTHS.end <= tail.length) {
      const found = await directoryOf(content, tail, at, tailStart);
      if (found !== undefined) return found;
    }
    at -= 1;
  }
  return undefined;
}

async function directoryOf(
  content: Content,
  tail: Buffer,
  at: number,
  tailStart: number,
): Promise<Directory | undefined> {
  const usual = {
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
    behind: tailStart + at,
  };
  const end64 = await readEnd64(content, tail, at, tailStart);
  const { size, offset, behind } = end64 !== undefined && agrees(usual, end64) ? end64 : usual;
  if (at + LENGTHS.end + tail.readUInt16LE(at + 20) !== tail.length && !(await isWhole(content, usual)))
    return undefined;
  // Directly before the record, as ZipFile takes it; else where the offset says, for what has something in between.
  for (const start of [behind - size, offset]) {
    if (start < 0 || start + size > behind) continue;
    if (size === 0) return { start, size, shift: 0 };
    const signature = await content.read(start, CENTRAL.length);
    if (CENTRAL.equals(signature)) return { start, size, shift: Math.max(0, start - offset) };
  }
  return undefined;
}

interface End {
  readonly size: number;
  readonly offset: number;
  /** Where the directory ends. */
  readonly behind: number;
}

const TOO_LARGE = 0xffffffff;

/** Zip64's numbers are for those that are too large: where they contradict others, ZipFile goes by the others. */
function agrees(usual: End, { size, offset }: End): boolean {
  return [
    [usual.size, size],
    [usual.offset, offset],
  ].every(([small, large]) => small === TOO_LARGE || small === large);
}

/**
 * What ZipFile asks of a record behind whose comment the file goes on: a directory before it, and a member where that begins
 * to count. Else an empty record and one byte behind a zip would hide all of it from us, and nothing from a runtime.
 */
async function isWhole(content: Content, { size, offset, behind }: End): Promise<boolean> {
  const start = behind - size;
  if (start < 0 || start < offset) return false;
  const central = await content.read(start, CENTRAL.length);
  return CENTRAL.equals(central) && LOCAL.equals(await content.read(start - offset, LOCAL.length));
}

/** Zip64's record (APPNOTE 4.3.14), which the locator before the usual one leads to; its numbers count where theirs are too small. */
async function readEnd64(
  content: Content,
  tail: Buffer,
  at: number,
  tailStart: number,
): Promise<End | undefined> {
  const locator = at - LENGTHS.end64Locator;
  if (locator < 0 || tail.readUInt32LE(locator) !== SIGNATURES.end64Locator) return undefined;
  const beside = tailStart + locator - LENGTHS.end64;
  // The stated offset does not count what stands before the zip; the record usually lies just before its locator.
  for (const place of [uint64(tail, locator + 8), beside]) {
    if (place < 0 || place > content.size) continue;
    const record = bufferOf(await content.read(place, LENGTHS.end64));
    if (record.length < LENGTHS.end64 || record.readUInt32LE(0) !== SIGNATURES.end64) continue;
    return { size: uint64(record, 40), offset: uint64(record, 48), behind: place };
  }
  return undefined;
}
