/** CRC-32 as zip has it (APPNOTE 4.4.7). Node's own came with 20.15, and we run on 20.12. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  // By index: an iterator takes three times as long.
  for (let at = 0; at < bytes.length; at += 1)
    crc = (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
  return value;
});
