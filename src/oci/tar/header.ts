/** One header block of a tar, before extended headers have their say. */
export interface TarHeader {
  readonly typeFlag: string;
  /** As it stands in the archive: a byte string, in no way made safe. */
  readonly name: string;
  /** Where a link leads; a byte string. */
  readonly linkName: string;
  /** Bytes of content. */
  readonly size: number;
  /** Permission bits with setuid, setgid and the sticky bit; a member has no more than these, 0o7777. */
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
  const prefix = prefixOf(bytes);
  if (prefix === undefined) return "something else is in the place of its prefix";
  if (!isNumber(bytes, 136, 148)) return "its time is not a number";
  const name = textUpToNul(bytes, 0, 100);
  const header = {
    typeFlag: String.fromCharCode(bytes[156] ?? 0),
    name: prefix === "" ? name : `${prefix}/${name}`,
    linkName: textUpToNul(bytes, 157, 257),
    size: parseNumber(bytes, 124, 136),
    mode: parseNumber(bytes, 100, 108),
    uid: parseNumber(bytes, 108, 116),
    gid: parseNumber(bytes, 116, 124),
    major: parseNumber(bytes, 329, 337),
    minor: parseNumber(bytes, 337, 345),
  };
  for (const field of NUMBERS) if (Number.isNaN(header[field])) return `its ${field} is not a number`;
  return header;
}

/** Also of those that are not used: some readers end there, as if the archive did. */
const NUMBERS = ["size", "mode", "uid", "gid", "major", "minor"] as const;

export function isZero(block: Uint8Array): boolean {
  for (let at = 0; at < block.length; at += 1) if (block[at] !== 0) return false;
  return true;
}

/**
 * ustar has a prefix of 155 bytes, star one of 131; GNU tar keeps times in its place, and v7 has nothing there.
 *
 * @returns undefined where something else is there: then readers differ. Go's takes what is no time for a prefix, since Go
 *   once wrote such headers, and Python's all that is there
 */
function prefixOf(bytes: Buffer): string | undefined {
  const magic = bytes.toString("latin1", 257, 265);
  if (magic.startsWith("ustar\0"))
    return textUpToNul(bytes, 345, bytes.toString("latin1", 508, 512) === "tar\0" ? 476 : 500);
  const isGnu = magic === "ustar  \0";
  const isEmpty = isGnu ? isNumber(bytes, 345, 357) && isNumber(bytes, 357, 369) : isOfV7(bytes);
  return isEmpty ? "" : undefined;
}

/** v7 knows neither prefixes nor devices; a number of a device is one to some readers, and none to others. */
function isOfV7(bytes: Buffer): boolean {
  return bytes[345] === 0 && parseNumber(bytes, 329, 337) === 0 && parseNumber(bytes, 337, 345) === 0;
}

/** Whether it is a number at all, and be it negative: a time before 1970. */
function isNumber(bytes: Buffer, start: number, end: number): boolean {
  return (bytes[start] ?? 0) > 0x7f || !Number.isNaN(parseOctal(bytes, start, end));
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
