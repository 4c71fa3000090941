import { constants, zstdCompressSync } from "node:zlib";

/** A frame with the checksum that the zstd program writes and Node by itself does not. */
export function zstdFrame(content: Uint8Array | string): Buffer {
  return zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
}

/** A frame that decoders pass over; some tools keep a table of contents in one. */
export function skippableFrame(content: Uint8Array | string, magicDigit = 0): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + magicDigit, 0);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

const BLOCK_BYTES = 128 * 1024;

/** A frame of zeros in 4 bytes for each 128 KiB: nothing swells more. */
export function zstdBomb(bytes: number): Buffer {
  const blocks = Math.ceil(bytes / BLOCK_BYTES);
  const rle = Buffer.alloc(4 * blocks);
  for (let index = 0; index < blocks; index += 1)
    rle.writeUInt32LE((BLOCK_BYTES << 3) | (1 << 1) | (index === blocks - 1 ? 1 : 0), 4 * index);
  return Buffer.concat([frameHeader(17), rle]);
}

/** A frame of nothing that says it needs 2^exponent bytes for what came before. */
export function wideFrame(exponent: number): Buffer {
  return Buffer.concat([frameHeader(exponent), Buffer.from([1, 0, 0])]);
}

/** A frame of nothing that says it is one segment of 2^exponent bytes, all of which have to be kept. */
export function wideSegment(exponent: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(1n << BigInt(exponent), 0);
  return Buffer.concat([Buffer.from("28b52ffde0", "hex"), size, Buffer.from([1, 0, 0])]);
}

/** Magic number, a descriptor that announces neither size nor checksum, the window (RFC 8878, 3.1.1.1). */
function frameHeader(windowExponent: number): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowExponent - 10) << 3]);
}
