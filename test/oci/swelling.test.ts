import { gzipSync } from "node:zlib";
import { expect, it, vi } from "vitest";
import type * as Limits from "../../src/limits.ts";
import { readLayers } from "../../src/oci/read-layers.ts";
import { blobOf, type CountedBlob } from "../support/blob.ts";
import { file, tar } from "../support/tar.ts";

vi.mock("../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, swellingBytes: 1_000_000, swellingRatio: 10 } };
});

const OPTIONS = { wanted: () => false, signal: new AbortController().signal };

function zeros(name: string, bytes: number): CountedBlob {
  return blobOf(gzipSync(tar([file(name, Buffer.alloc(bytes))])));
}

it("a layer may swell by a file of zeros, and not by more", async () => {
  await expect(readLayers([zeros("a", 900_000)], OPTIONS)).resolves.toHaveLength(1);
  await expect(readLayers([zeros("a", 1_100_000)], OPTIONS)).rejects.toMatchObject({
    code: "compression.limit",
  });
});

it("what is stored without compression does not swell", async () => {
  const plain = blobOf(tar([file("a", Buffer.alloc(1_100_000))]));
  await expect(readLayers([plain], OPTIONS)).resolves.toHaveLength(1);
});

it("many layers that swell a little are refused as one that swells much", async () => {
  const layers = Array.from({ length: 30 }, (_, index) => zeros(`a${index}`, 300_000));
  await expect(readLayers(layers, OPTIONS)).rejects.toMatchObject({ code: "compression.limit" });
  expect(layers.filter(({ count }) => count.opened > 0).length).toBeLessThan(10);
});
