import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { memoryContent } from "../../src/model/content.ts";
import { inflatedContent } from "../../src/zip/inflated-content.ts";

const SIZE = 9_000_000;
/** Each four bytes tell where they are. */
const BYTES = Buffer.from(Uint32Array.from({ length: SIZE / 4 }, (_, index) => index).buffer);
const DEFLATED = deflateRawSync(BYTES, { level: 1 });

it("gives the same bytes as memory does, wherever they are asked for", async () => {
  const reads = fc.array(fc.tuple(fc.nat(SIZE + 10), fc.oneof(fc.nat(100), fc.nat(SIZE))), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(reads, async (places) => {
      const content = inflatedContent(memoryContent(DEFLATED), SIZE, () => true);
      for (const [offset, length] of places) {
        const bytes = await content.read(offset, length);
        expect(Buffer.compare(bytes, BYTES.subarray(offset, offset + length))).toBe(0);
      }
    }),
    { seed: 20260901, numRuns: 25 },
  );
});

it("inflates once for what is read forward, and again only for what lies far back", async () => {
  let spent = 0;
  const content = inflatedContent(memoryContent(DEFLATED), SIZE, (bytes) => (spent += bytes) > 0);
  for (let at = 0; at < SIZE; at += 1_000_000) await content.read(at, 100);
  await content.read(SIZE - 1_000_000, 1_000_000);
  await content.read(SIZE - 3_000_000, 100);
  expect(spent).toBe(SIZE);
  await content.read(0, 4);
  expect(spent).toBeLessThan(SIZE + 1_000_000);
});

it("ends where its budget ends, and where its data is cut or damaged", async () => {
  let left = 1_000_000;
  const poor = inflatedContent(memoryContent(DEFLATED), SIZE, (bytes) => (left -= bytes) > 0);
  expect(await poor.read(SIZE - 10, 10)).toHaveLength(0);
  const damaged = Buffer.from(DEFLATED);
  damaged.fill(0xff, 100_000);
  for (const data of [DEFLATED.subarray(0, DEFLATED.length / 2), damaged]) {
    const content = inflatedContent(memoryContent(data), SIZE, () => true);
    expect(Buffer.from(await content.read(0, 8))).toEqual(BYTES.subarray(0, 8));
    expect(await content.read(SIZE - 10, 10)).toHaveLength(0);
  }
});

it("hands on what its source throws: that is not the archive's fault", async () => {
  const broken = { ...memoryContent(DEFLATED), read: () => Promise.reject(new Error("the disk is gone")) };
  await expect(inflatedContent(broken, SIZE, () => true).read(0, 1)).rejects.toThrow("the disk is gone");
});
