/** The checksum of RFC 1950, section 8.2, which Node has only within its zlib streams. */
export function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let start = 0; start < bytes.length; start += RUN_BYTES) {
    const end = Math.min(start + RUN_BYTES, bytes.length);
    for (let at = start; at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= MODULUS;
    high %= MODULUS;
  }
  return ((high << 16) | low) >>> 0;
}

const MODULUS = 65_521;
/** So many bytes can be added up before a sum needs more than 32 bits. */
const RUN_BYTES = 5_552;
