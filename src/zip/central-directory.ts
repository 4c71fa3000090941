import { LIMITS } from "../limits.ts";
import type { Content } from "../model/content.ts";
import {
  bufferOf,
  isEncrypted,
  LENGTHS,
  SIGNATURES,
  uint64,
  type ZipEntry,
  type ZipProblem,
} from "./entry.ts";
import type { Directory } from "./end.ts";

/** Read at a time, so that a large directory is never in memory; one header and its three variable parts always fit. */
const PIECE_BYTES = 1024 * 1024;
const LARGEST_HEADER = LENGTHS.central + 3 * 0xffff;

export interface DirectoryEntries {
  readonly entries: readonly ZipEntry[];
  readonly problem?: ZipProblem;
}

/**
 * Reads the central directory (APPNOTE 4.3.12): by its size, not by its count of entries, which is a number of 16 bits that some
 * writers let run over.
 *
 * @param wanted which entries to keep, by name
 */
export async function readDirectory(
  content: Content,
  directory: Directory,
  wanted: (name: string) => boolean,
): Promise<DirectoryEntries> {
  const entries: ZipEntry[] = [];
  const stop = directory.start + directory.size;
  let pieceStart = directory.start;
  let piece = bufferOf(await content.read(pieceStart, Math.min(PIECE_BYTES, directory.size)));
  let at = 0;
  for (let count = 0; pieceStart + at < stop; count += 1) {
    if (at + LARGEST_HEADER > piece.length && pieceStart + piece.length < stop) {
      pieceStart += at;
      at = 0;
      piece = bufferOf(await content.read(pieceStart, Math.min(PIECE_BYTES, stop - pieceStart)));
    }
    if (count === LIMITS.zipEntries)
      return {
        entries,
        problem: { code: "limit", reason: `It has more than ${LIMITS.zipEntries} members.` },
      };
    const header = parseHeader(piece, at, directory.shift);
    if (header === "signature") break;
    if (header === undefined) {
      const reason = `Its directory is damaged behind ${count} members.`;
      return { entries, problem: { code: "malformed", reason } };
    }
    if (wanted(header.name)) entries.push(header.entry());
    at += header.length;
  }
  return { entries };
}

interface Header {
  readonly name: string;
  readonly length: number;
  entry(): ZipEntry;
}

/** @returns "signature" at the directory's digital signature, which nothing follows; undefined where no header is */
function parseHeader(piece: Buffer, at: number, shift: number): Header | "signature" | undefined {
  if (at + 4 <= piece.length && piece.readUInt32LE(at) === SIGNATURES.digitalSignature) return "signature";
  if (at + LENGTHS.central > piece.length || piece.readUInt32LE(at) !== SIGNATURES.central) return undefined;
  const nameEnd = at + LENGTHS.central + piece.readUInt16LE(at + 28);
  const extraEnd = nameEnd + piece.readUInt16LE(at + 30);
  const end = extraEnd + piece.readUInt16LE(at + 32);
  if (end > piece.length) return undefined;
  const name = piece.toString("latin1", at + LENGTHS.central, nameEnd);
  const entry = (): ZipEntry => {
    const sizes = {
      size: piece.readUInt32LE(at + 24),
      compressedSize: piece.readUInt32LE(at + 20),
      offset: piece.readUInt32LE(at + 42),
    };
    applyZip64(sizes, piece.subarray(nameEnd, extraEnd));
    return {
      name,
      method: piece.readUInt16LE(at + 10),
      encrypted: isEncrypted(piece.readUInt16LE(at + 8)),
      crc: piece.readUInt32LE(at + 16),
      ...sizes,
      offset: sizes.offset + shift,
    };
  };
  return { name, length: end - at, entry };
}

/** Numbers that are too large for 32 bits stand in an extra field of ID 1, in this order, only those (APPNOTE 4.5.3). */
function applyZip64(sizes: { size: number; compressedSize: number; offset: number }, extra: Buffer): void {
  const field = zip64Field(extra);
  let at = 0;
  for (const key of ["size", "compressedSize", "offset"] as const) {
    if (sizes[key] !== 0xffffffff || at + 8 > field.length) continue;
    sizes[key] = uint64(field, at);
    at += 8;
  }
}

function zip64Field(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  return Buffer.alloc(0);
}
