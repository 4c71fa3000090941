import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import { decompress } from "../../src/oci/decompress.ts";
import { inChunks } from "../support/tar.ts";

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts).toString();
}

function unpack(bytes: Uint8Array, chunk?: number): Promise<string> {
  return drain(decompress(inChunks(bytes, chunk), "test"));
}

async function failure(bytes: Uint8Array, chunk?: number): Promise<string> {
  try {
    await unpack(bytes, chunk);
    return "none";
  } catch (error) {
    return error instanceof LumogateError ? error.code : String(error);
  }
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield zipped.subarray(0, 20);
  await Promise.resolve();
  throw new LumogateError("tar.truncated", "It ends.");
}

const text = "x".repeat(100_000);
const zipped = gzipSync(text);

describe("a stream", () => {
  it.each([1, 64, 1_000_000])("is unpacked whatever its chunks: %i bytes", async (chunk) => {
    expect(await unpack(zipped, chunk)).toBe(text);
    expect(await unpack(Buffer.from("plain"), chunk)).toBe("plain");
  });

  it("may be of several members, and may be empty", async () => {
    expect(await unpack(Buffer.concat([zipped, gzipSync("end")]))).toBe(`${text}end`);
    expect(await unpack(new Uint8Array(0))).toBe("");
  });

  it.each<[string, Buffer]>([
    ["cut short", zipped.subarray(0, zipped.length - 10)],
    ["of a wrong checksum", Buffer.concat([zipped.subarray(0, -8), Buffer.alloc(8, 1)])],
    ["followed by data", Buffer.concat([zipped, Buffer.from("more")])],
    ["followed by zeros, which zlib passes over", Buffer.concat([zipped, Buffer.alloc(100)])],
    ["followed by zeros and what is hidden behind them", Buffer.concat([zipped, Buffer.alloc(100), zipped])],
  ])("that is %s is void", async (_what, bytes) => {
    expect(await failure(bytes, 64)).toBe("compression.damaged");
    expect(await failure(bytes, 1_000_000)).toBe("compression.damaged");
  });

  it.each([
    ["xz", "fd377a585a00"],
    ["bzip2", "425a68393141"],
  ])("of %s is refused by its name", async (name, start) => {
    await expect(unpack(Buffer.from(start, "hex"))).rejects.toThrow(`test is compressed with ${name}, which`);
  });

  it("hands on the failure of the stream that it comes from", async () => {
    await expect(drain(decompress(failing(), "test"))).rejects.toMatchObject({ code: "tar.truncated" });
  });
});
