import { mkdtemp, open, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fileBlob } from "../../src/oci/file-blob.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-blob-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}

async function written(name: string, bytes: Uint8Array): Promise<string> {
  const target = path.join(folder, name);
  await writeFile(target, bytes);
  return target;
}

const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, index) => (index * 7) % 251));

it("a file is read as a whole, by ranges, and never beyond the end that it had", async () => {
  await using file = await open(await written("whole", bytes));
  const { mtimeMs } = await file.stat();
  const blob = fileBlob({ file, size: 500_000, mtimeMs }, "layer 1");
  expect(blob).toMatchObject({ what: "layer 1", size: 500_000, isSeekable: true });
  // Two readers at a time do not disturb each other.
  const [whole, range, beyond] = await Promise.all([
    drain(blob.open()),
    drain(blob.open(300_000, 300_010)),
    drain(blob.open(499_990, 500_500)),
  ]);
  expect(whole.equals(bytes.subarray(0, 500_000))).toBe(true);
  expect(range.equals(bytes.subarray(300_000, 300_010))).toBe(true);
  expect(beyond.equals(bytes.subarray(499_990, 500_000))).toBe(true);
});

it("a file that was written to since it was opened is refused", async () => {
  const name = await written("changed", bytes);
  await using file = await open(name);
  const { mtimeMs } = await file.stat();
  const blob = fileBlob({ file, size: 10, mtimeMs }, "layer 1");
  await drain(blob.open());
  await writeFile(name, bytes.toReversed());
  await utimes(name, new Date(), new Date(mtimeMs + 5000));
  await expect(drain(blob.open())).rejects.toMatchObject({
    code: "blob.changed",
    message: "layer 1 was changed while it was being read.",
  });
});
