/**
 * One member of a zip, by its directory.
 *
 * The reader of zips is our own, since what there is reads whole files: jars lie in jars that lie in jars, most of them are read in
 * place out of a `Content`, everything in them is hostile, and of a damaged one we want what is left. Source of the format: PKWARE's
 * APPNOTE.TXT 6.3; where it leaves a choice, we read as `java.util.zip.ZipFile` does.
 */
export interface ZipEntry {
  /** As it is written, one character per byte; it may hold anything, backslashes and `..` included. */
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** CRC-32 of what is in it, uncompressed. */
  readonly crc: number;
  /** Bytes as they lie there. Of an entry found without a directory: no less than that. */
  readonly compressedSize: number;
  /** Bytes, uncompressed; undefined where only a directory would have said so. */
  readonly size?: number;
  /** Of its local header, from the first byte of the content. */
  readonly offset: number;
}

/** Something wrong with a zip, or with one member of it. The codes are those of catalogers' problems. */
export interface ZipProblem {
  readonly code: "truncated" | "malformed" | "limit" | "encrypted" | "unsupported";
  /** A sentence. */
  readonly reason: string;
}

/** Methods of compression (APPNOTE 4.4.5); a Java runtime knows no others. */
export const STORED = 0;
export const DEFLATED = 8;

/** The first four bytes of each structure, read as a little-endian number. */
export const SIGNATURES = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  end64Locator: 0x07064b50,
  digitalSignature: 0x05054b50,
} as const;

/** Lengths of the fixed parts of each, in bytes. */
export const LENGTHS = { local: 30, central: 46, end: 22, end64: 56, end64Locator: 20 } as const;

/** The same bytes as a Buffer, which reads numbers. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a member is encrypted by one of the ways there are (APPNOTE 4.4.4, bits 0, 6 and 13). */
export function isEncrypted(flags: number): boolean {
  return (flags & 0b10_0000_0100_0001) !== 0;
}

/** A 64-bit number as a double; above 2^53 it is no place in any file, and stays above that. */
export function uint64(buffer: Buffer, at: number): number {
  return buffer.readUInt32LE(at + 4) * 2 ** 32 + buffer.readUInt32LE(at);
}
