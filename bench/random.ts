import { createCipheriv } from "node:crypto";

/** Numbers that look random and are the same in every run. */
export interface Random {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Bytes that compress to about a half, as programs do. */
  bytes(length: number): Buffer;
}

const NOISE_BYTES = 8 * 1024 * 1024;

/** @param seed from 0 to 255 */
export function randomFrom(seed: number): Random {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16));
  const noise = cipher.update(Buffer.alloc(NOISE_BYTES)).map((byte) => byte & 0x0f);
  let state = seed + 1;
  // A linear congruential generator (Numerical Recipes' constants): crude, and enough to vary sizes and names.
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    between,
    pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0],
    bytes(length) {
      const parts: Buffer[] = [];
      for (let left = length; left > 0; left -= NOISE_BYTES) {
        const size = Math.min(left, NOISE_BYTES);
        const start = between(0, NOISE_BYTES - size);
        parts.push(Buffer.from(noise.buffer, noise.byteOffset + start, size));
      }
      return Buffer.concat(parts);
    },
  };
}
