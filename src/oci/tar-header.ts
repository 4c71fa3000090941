/** One header block of a tar, before extended headers have their say. Names are byte strings. */
export interface TarHeader {
  readonly typeFlag: string;
  readonly name: string;
  readonly linkName: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Numbers of a device; 0 for all else. */
  readonly major: number;
  readonly minor: number;
}

export const BLOCK_BYTES = 512;

/**
 * Parses a header block: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format"), GNU tar, star, and v7 before
 * all of them. Only what decides where bytes are, what they are called and whose they are.
 *
 * @param block 512 bytes
 * @returns undefined for a block of zeros, which ends an archive; a clause where the block is no header
 */
export function parseTarHeader(block: Uint8Array): TarHeader | string | undefined {
  if (isZero(block)) return undefined;
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
  if (!hasValidChecksum(bytes)) return "its checksum is wrong";
  const typeFlag = String.fromCharCode(bytes[156] ?? 0);
  const isDevice = typeFlag === "3" || typeFlag === "4";
  const magic = bytes.toString("latin1", 257, 265);
  if (magic === GNU_MAGIC && !(isTime(bytes, 345) && isTime(bytes, 357)))
    return "it is GNU tar's, with something else in the place of its times";
  const prefix = textUpToNul(bytes, 345, prefixEnd(bytes, magic));
  const name = textUpToNul(bytes, 0, 100);
  const header = {
    typeFlag,
    name: prefix === "" ? name : `${prefix}/${name}`,
    linkName: textUpToNul(bytes, 157, 257),
    size: parseNumber(bytes, 124, 136),
    mode: parseNumber(bytes, 100, 108),
    uid: parseNumber(bytes, 108, 116),
    gid: parseNumber(bytes, 116, 124),
    major: isDevice ? parseNumber(bytes, 329, 337) : 0,
    minor: isDevice ? parseNumber(bytes, 337, 345) : 0,
  };
  for (const field of NUMBERS) if (Number.isNaN(header[field])) return `its ${field} is not a number`;
  return header;
}

const NUMBERS = ["size", "mode", "uid", "gid", "major", "minor"] as const;

export function isZero(block: Uint8Array): boolean {
  for (let at = 0; at < block.length; at += 1) if (block[at] !== 0) return false;
  return true;
}

const GNU_MAGIC = "ustar  \0";

/** ustar has a prefix of 155 bytes, star one of 131; GNU tar keeps times in its place. */
function prefixEnd(bytes: Buffer, magic: string): number {
  if (!magic.startsWith("ustar\0")) return 345;
  return bytes.toString("latin1", 508, 512) === "tar\0" ? 476 : 500;
}

/** Go's reader takes what is no time for a prefix, since Go once wrote such headers; GNU tar does not. */
function isTime(bytes: Buffer, start: number): boolean {
  return bytes[start] === 0 || !Number.isNaN(parseNumber(bytes, start, start + 12));
}

/** The sum of all bytes with blanks for the checksum itself; some old tars took the bytes for signed ones. */
function hasValidChecksum(bytes: Buffer): boolean {
  const expected = parseOctal(bytes, 148, 156);
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_BYTES; at += 1) sum += bytes[at] ?? 0;
  for (let at = 148; at < 156; at += 1) sum -= bytes[at] ?? 0;
  if (sum === expected) return true;
  const above = bytes.filter((byte, at) => byte > 0x7f && (at < 148 || at >= 156)).length;
  return sum - above * 0x100 === expected;
}

/**
 * Octal digits; or, with the highest bit set, a big-endian binary number (GNU tar, for what octal cannot hold).
 *
 * @returns NaN for what is no number, or below 0, or beyond all exact ones
 */
function parseNumber(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return parseOctal(bytes, start, end);
  // The next bit is the sign.
  if (first !== 0x80) return Number.NaN;
  let value = 0;
  for (let at = start + 1; at < end; at += 1) value = value * 0x100 + (bytes[at] ?? 0);
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/**
 * Writers put blanks in front of the digits, and blanks or NULs behind them; an empty field is 0. Where readers differ,
 * as over digits behind a NUL, it is no number.
 */
function parseOctal(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === 0x20) at += 1;
  const first = at;
  let value = 0;
  for (; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  const isEnded = at > first && bytes[at] === 0;
  return isEnded || isFilling(bytes, at, end) ? value : Number.NaN;
}

function isFilling(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0 && bytes[at] !== 0x20) return false;
  return true;
}

/** Its own string, and no part of the block's: names are kept, and would keep the block. */
function textUpToNul(bytes: Buffer, start: number, end: number): string {
  const nul = bytes.indexOf(0, start);
  return bytes.toString("latin1", start, nul === -1 || nul > end ? end : nul);
}
