import { byteString } from "../text.ts";

/** One header block of a tar, before extended headers have their say. Names are byte strings. */
export interface TarHeader {
  readonly typeFlag: string;
  readonly name: string;
  readonly linkName: string;
  readonly size: number;
}

export const BLOCK_BYTES = 512;

/**
 * Parses a header block: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format"), GNU tar, star, and v7 before
 * all of them. Only what decides where bytes are and what they are called.
 *
 * @param block 512 bytes
 * @returns undefined for a block of zeros, which ends an archive; a clause where the block is no header
 */
export function parseTarHeader(block: Uint8Array): TarHeader | string | undefined {
  if (isZero(block)) return undefined;
  if (!hasValidChecksum(block)) return "its checksum is wrong";
  const size = parseNumber(block.subarray(124, 136));
  if (size === undefined) return "its size is not a number";
  const prefix = textUpToNul(block, 345, prefixEnd(block));
  const name = textUpToNul(block, 0, 100);
  return {
    typeFlag: String.fromCharCode(block[156] ?? 0),
    name: prefix === "" ? name : `${prefix}/${name}`,
    linkName: textUpToNul(block, 157, 257),
    size,
  };
}

export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** ustar has a prefix of 155 bytes, star one of 131; GNU tar keeps times in its place. */
function prefixEnd(block: Uint8Array): number {
  if (byteString(block.subarray(257, 263)) !== "ustar\0") return 345;
  return byteString(block.subarray(508, 512)) === "tar\0" ? 476 : 500;
}

/** The sum of all bytes with blanks for the checksum itself; some old tars took the bytes for signed ones. */
function hasValidChecksum(block: Uint8Array): boolean {
  const expected = parseOctal(byteString(block.subarray(148, 156)));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    const value = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
    unsigned += value;
    signed += value > 0x7f ? value - 0x100 : value;
  }
  return expected === unsigned || expected === signed;
}

/** Octal digits; or, with the highest bit set, a big-endian binary number (GNU tar, for what octal cannot hold). */
function parseNumber(field: Uint8Array): number | undefined {
  const [first = 0, ...rest] = field;
  if (first < 0x80) return parseOctal(byteString(field));
  // The next bit is the sign.
  if (first !== 0x80) return undefined;
  const value = rest.reduce((sum, byte) => sum * 0x100 + byte, 0);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Writers fill up with blanks or NULs, in front or behind; an empty field is 0. */
function parseOctal(text: string): number | undefined {
  const digits = text.replace(/^[ \0]+/, "").replace(/[ \0]+$/, "");
  if (digits === "") return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function textUpToNul(block: Uint8Array, start: number, end: number): string {
  const text = byteString(block.subarray(start, end));
  const nul = text.indexOf("\0");
  return nul === -1 ? text : text.slice(0, nul);
}
