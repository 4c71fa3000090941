import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../../src/model/error.ts";
import { decompress, openCompressed } from "../../../src/oci/compression/decompress.ts";
import { inChunks } from "../../support/tar.ts";
import { skippableFrame, wideFrame, wideSegment, zstdBomb, zstdFrame } from "../../support/zstd.ts";

const MIB = 1024 * 1024;

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

const text = "x".repeat(100_000);
const gzipped = gzipSync(text);
const frame = zstdFrame(text);
const skipped = skippableFrame("a table of contents", 0xe);

const STREAMS: [string, Buffer, string][] = [
  ["plain", Buffer.from(text), text],
  ["empty", Buffer.alloc(0), ""],
  ["gzip", gzipped, text],
  ["gzip in several members", Buffer.concat([gzipped, gzipSync(""), gzipSync("end")]), `${text}end`],
  ["zstd", frame, text],
  ["zstd in several frames", Buffer.concat([frame, zstdFrame(""), zstdFrame("end")]), `${text}end`],
  ["zstd behind a frame to skip", Buffer.concat([skipped, frame]), text],
  ["zstd around frames to skip", Buffer.concat([frame, skipped, skippableFrame(""), frame]), text + text],
  ["zstd before a frame to skip", Buffer.concat([frame, skippableFrame("z".repeat(999), 3)]), text],
  ["zstd of frames to skip only", skipped, ""],
];

describe("a stream", () => {
  it.each(STREAMS)("of %s is unpacked however it is cut into chunks", async (_what, bytes, expected) => {
    for (const chunk of [1, 3, 7, 64, 1_000_000]) expect(await unpack(bytes, chunk)).toBe(expected);
  });

  it("tells how it was compressed by its first bytes", async () => {
    const compressions = STREAMS.map(async ([, bytes]) => openCompressed(inChunks(bytes, 1), "test"));
    expect((await Promise.all(compressions)).map(({ compression }) => compression)).toEqual([
      undefined,
      undefined,
      ...Array.from({ length: 2 }, () => "gzip"),
      ...Array.from({ length: 6 }, () => "zstd"),
    ]);
  });

  it("is void when it is cut anywhere but between two members or frames", async () => {
    const members = [gzipSync("one"), gzipSync("two")];
    const frames = [skipped, zstdFrame("one"), zstdFrame("two")];
    for (const parts of [members, frames]) {
      const whole = Buffer.concat(parts);
      const ends = new Set(parts.map((_, index) => Buffer.concat(parts.slice(0, index + 1)).length));
      for (let length = 6; length < whole.length; length += 1) {
        const expected = ends.has(length) ? "none" : "compression.damaged";
        expect(`${length} ${await failure(whole.subarray(0, length), 5)}`).toBe(`${length} ${expected}`);
        expect(`${length} ${await failure(whole.subarray(0, length))}`).toBe(`${length} ${expected}`);
      }
    }
  });

  it.each<[string, Buffer]>([
    ["gzip of a wrong checksum", Buffer.concat([gzipped.subarray(0, -8), Buffer.alloc(8, 1)])],
    ["gzip followed by data", Buffer.concat([gzipped, Buffer.from("more")])],
    ["gzip followed by much data", Buffer.concat([gzipped, Buffer.alloc(5 * MIB, "more")])],
    ["gzip followed by zeros, which zlib passes over", Buffer.concat([gzipped, Buffer.alloc(100)])],
    [
      "gzip followed by zeros and what is hidden behind them",
      Buffer.concat([gzipped, Buffer.alloc(100), gzipped]),
    ],
    ["zstd of a wrong checksum", Buffer.concat([frame.subarray(0, -4), Buffer.alloc(4)])],
    ["zstd followed by data", Buffer.concat([frame, Buffer.from("more")])],
    ["zstd followed by a byte", Buffer.concat([frame, Buffer.from("m")])],
    ["zstd followed by zeros", Buffer.concat([frame, Buffer.alloc(5 * MIB)])],
    ["zstd followed by gzip", Buffer.concat([frame, gzipped])],
    ["zstd with a block of no known type", Buffer.concat([frame.subarray(0, 9), Buffer.alloc(3, 0xff)])],
  ])("of %s is void", async (_what, bytes) => {
    expect(await failure(bytes, 64)).toBe("compression.damaged");
    expect(await failure(bytes, 1_000_000)).toBe("compression.damaged");
  });

  it.each([
    ["xz", "fd377a585a00"],
    ["bzip2", "425a68393141"],
  ])("of %s is refused by its name", async (name, start) => {
    await expect(unpack(Buffer.from(start, "hex"))).rejects.toThrow(`test is compressed with ${name}, which`);
  });

  it("of zstd may refer to 128 MiB of what came before, and not to more", async () => {
    expect(await failure(wideFrame(27))).toBe("none");
    for (const wide of [wideFrame(28), wideSegment(28), wideSegment(63)]) {
      await expect(unpack(wide)).rejects.toMatchObject({
        code: "compression.limit",
        message: expect.stringContaining("zstdWindowBytes"),
      });
    }
  });

  it("that swells like a bomb is refused, and a file of zeros is not", async () => {
    const bytesOf = async (bomb: Buffer): Promise<number> => {
      let bytes = 0;
      for await (const chunk of decompress(inChunks(bomb, MIB), "test")) bytes += chunk.length;
      return bytes;
    };
    expect(await bytesOf(zstdBomb(1024 * MIB))).toBe(1024 * MIB);
    const bomb = zstdBomb(10 * 1024 * MIB);
    expect(bomb.length).toBeLessThan(364_000);
    await expect(bytesOf(bomb)).rejects.toMatchObject({
      code: "compression.limit",
      message: expect.stringContaining("swellingBytes"),
    });
  });

  it.each([
    ["gzip", gzipped],
    ["zstd", frame],
  ])("of %s hands on the failure of the stream that it comes from", async (_name, bytes) => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 20);
      await Promise.resolve();
      throw new LumogateError("tar.truncated", "It ends.");
    }
    await expect(drain(decompress(failing(), "test"))).rejects.toMatchObject({ code: "tar.truncated" });
  });

  it.each([
    ["gzip", gzipped],
    ["zstd", frame],
    ["none", Buffer.from(text)],
    ["xz", Buffer.from("fd377a585a00", "hex")],
  ])("of compression %s that is given up gives up the stream that it comes from", async (_name, bytes) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield bytes;
      } finally {
        resolve();
      }
    }
    try {
      const stream = decompress(endless(), "test");
      await stream.next();
      await stream.return(undefined);
    } catch (error) {
      expect(error).toMatchObject({ code: "compression.unsupported" });
    }
    await closed;
  });

  it.each([
    ["damaged", Buffer.concat([gzipped.subarray(0, 20), Buffer.alloc(5000, 0xff)])],
    ["followed by data", Buffer.concat([gzipped, Buffer.from("more")])],
  ])("that is %s is refused though more of it may never come", async (_what, bytes) => {
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield bytes;
      await new Promise(() => undefined);
    }
    await expect(drain(decompress(silent(), "test"))).rejects.toMatchObject({ code: "compression.damaged" });
  });
});
