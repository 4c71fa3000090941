import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import type * as Limits from "../../../src/limits.ts";
import type { Blob } from "../../../src/oci/blob.ts";
import { readArchive } from "../../../src/oci/read-archive.ts";
import { readLayers } from "../../../src/oci/read-layers.ts";
import { extractor } from "../../support/extractor.ts";
import { blobOf, type CountedBlob } from "../../support/blob.ts";
import { file, tar } from "../../support/tar.ts";

vi.mock("../../../src/limits.ts", async (original) => {
  const { LIMITS } = await original<typeof Limits>();
  return { LIMITS: { ...LIMITS, swellingBytes: 1_000_000, swellingRatio: 10 } };
});

const OPTIONS = { extractor: extractor(), signal: new AbortController().signal };

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

/** A docker-archive without its documents. */
function archive(...layers: Buffer[]): Pick<Blob, "what" | "open"> {
  return blobOf(zstdCompressSync(tar(layers.map((bytes, index) => file(`${index}/layer.tar`, bytes)))));
}

/** Compresses to a seventh, and cannot be mistaken for a bomb. */
function halfEmpty(): Buffer {
  const parts = Array.from({ length: 200 }, (_, index) => [
    createHash("shake256", { outputLength: 1000 }).update(`${index}`).digest(),
    Buffer.alloc(6000),
  ]);
  return Buffer.concat(parts.flat());
}

describe("an archive that is compressed as a whole", () => {
  const layer = gzipSync(tar([file("a", halfEmpty())]));

  it("may hold layers that are compressed", async () => {
    await expect(readArchive(archive(layer), OPTIONS)).resolves.toBeDefined();
  });

  it("is refused where both together swell like a bomb", async () => {
    const same = Array.from({ length: 8 }, () => layer);
    await expect(readArchive(archive(...same), OPTIONS)).rejects.toMatchObject({
      code: "compression.limit",
      message: expect.stringContaining("the archive around it"),
    });
  });

  it("is refused for a layer that is a bomb, whether an image needs it or not", async () => {
    const bomb = gzipSync(tar([file("a", Buffer.alloc(1_100_000))]));
    await expect(readArchive(archive(bomb), OPTIONS)).rejects.toMatchObject({ code: "compression.limit" });
  });
});
