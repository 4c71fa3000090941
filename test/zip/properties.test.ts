import * as fc from "fast-check";
import { expect, it } from "vitest";
import { memoryContent } from "../../src/model/content.ts";
import { listZip } from "../../src/zip/list-zip.ts";
import { readEntry } from "../../src/zip/read-entry.ts";
import { makeZip } from "../support/zip.ts";

const seed = 20260901;
const file = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 12 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
    stored: fc.boolean(),
    zip64: fc.boolean(),
  },
  { requiredKeys: ["name", "bytes"] },
);
const zip = fc.array(file, { maxLength: 6 });

it("gives back every member of every zip", async () => {
  await fc.assert(
    fc.asyncProperty(zip, fc.string({ maxLength: 40 }), async (files, comment) => {
      const content = memoryContent(makeZip(files, { comment }));
      const listing = await listZip(content, () => true);
      expect(listing?.problem).toBeUndefined();
      expect(listing?.entries).toHaveLength(files.length);
      for (const [index, entry] of (listing?.entries ?? []).entries()) {
        const { bytes, problem } = await readEntry(content, entry, 1024);
        expect([Buffer.from(bytes), problem]).toEqual([Buffer.from(files[index]?.bytes ?? []), undefined]);
      }
    }),
    { seed, numRuns: 300 },
  );
});

it("throws for no damage, and gives no wrong content without a word", async () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(zip, damage, fc.nat(), async (files, flips, cut) => {
      const bytes = makeZip(files);
      for (const [at, bits] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ bits;
      const content = memoryContent(bytes.subarray(0, bytes.length - (cut % bytes.length)));
      const listing = await listZip(content, () => true);
      for (const entry of listing?.entries ?? []) {
        const read = await readEntry(content, entry, 1024);
        if (listing?.problem === undefined && read.problem === undefined)
          expect(read.bytes.length).toBe(entry.size);
      }
    }),
    { seed, numRuns: 500 },
  );
});
