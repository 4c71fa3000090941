import type * as Zlib from "node:zlib";
import { expect, it, vi } from "vitest";
import { decompress } from "../../../src/oci/compression/decompress.ts";
import { inChunks } from "../../support/tar.ts";

vi.mock("node:zlib", async (original) => {
  const zlib = await original<typeof Zlib>();
  const { createZstdDecompress: _absent, ...older } = zlib;
  return { ...older, default: older };
});

it("a Node that has no zstd says so, and which one has", async () => {
  const stream = decompress(inChunks(Buffer.from("28b52ffd", "hex")), "layer 3");
  await expect(stream.next()).rejects.toMatchObject({
    code: "compression.unsupported",
    message: `layer 3 is compressed with zstd, which Node ${process.version} cannot read.`,
    hint: expect.stringContaining("Node 22.15"),
  });
});
