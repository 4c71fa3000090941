import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { LIMITS } from "../limits.ts";
import { LumogateError, messageOf } from "../model/error.ts";
import { byteString } from "../text.ts";

/** Compressions by the bytes that they begin with; what an image says about itself is not asked. */
const MAGIC = [
  { name: "gzip", magic: "\x1f\x8b" },
  { name: "zstd", magic: "\x28\xb5\x2f\xfd" },
  { name: "xz", magic: "\xfd7zXZ\0" },
  { name: "bzip2", magic: "BZh" },
] as const;

export type Compression = (typeof MAGIC)[number]["name"];

/** @param start the first bytes, 6 at least where there are as many */
export function detectCompression(start: Uint8Array): Compression | undefined {
  const text = byteString(start.subarray(0, 6));
  return MAGIC.find(({ magic }) => text.startsWith(magic))?.name;
}

/**
 * The same stream without its compression, if it has one. Any damage voids all of it, also after the end: an error
 * comes before the stream's end, so whoever has read to the end has read what was compressed.
 *
 * @param what the stream, for messages
 * @throws LumogateError `compression.unsupported`, `compression.damaged`, `compression.limit`
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  const { start, all } = await peek(chunks, 6);
  const compression = detectCompression(start);
  if (compression === undefined) yield* all;
  else if (compression === "gzip") yield* gunzip(all, what);
  else {
    throw new LumogateError(
      "compression.unsupported",
      `${what} is compressed with ${compression}, which this version of lumogate cannot read.`,
      { hint: "Save it with gzip or without compression; docker save does not compress." },
    );
  }
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  const zip = createGunzip();
  const source: { taken: number; failure?: unknown } = { taken: 0 };
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        source.taken += chunk.length;
        yield chunk;
      }
    } catch (failure) {
      source.failure = failure;
      throw failure;
    }
  }
  const fed = pipeline(counted(), zip);
  // Its failure is met below, where the stream is read.
  fed.catch(() => undefined);
  let given = 0;
  try {
    for await (const chunk of zip as AsyncIterable<Buffer>) {
      given += chunk.length;
      if (given > LIMITS.uncompressedBytes) throw tooLarge(what);
      yield chunk;
    }
    await fed;
  } catch (cause) {
    if (source.failure !== undefined) throw source.failure;
    if (cause instanceof LumogateError) throw cause;
    throw damaged(what, messageOf(cause), cause);
  } finally {
    zip.destroy();
  }
  // zlib passes over zeros after the last member, and whatever stands behind them.
  if (zip.bytesWritten !== source.taken) throw damaged(what, "there is data after its end");
}

/** The first bytes of a stream, and the whole stream again. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ start: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    bytes += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { start: Buffer.concat(seen).subarray(0, length), all: all() };
}

function damaged(what: string, why: string, cause?: unknown): LumogateError {
  return new LumogateError(
    "compression.damaged",
    `${what} is damaged: its gzip stream cannot be read, ${why}.`,
    {
      hint: "It was cut short or changed: copy or save it again.",
      cause,
    },
  );
}

function tooLarge(what: string): LumogateError {
  const bound = `${LIMITS.uncompressedBytes} bytes (limit uncompressedBytes)`;
  return new LumogateError("compression.limit", `${what} is more than ${bound} when it is unpacked.`, {
    hint: "No honest image comes near this limit. Look at how it was made.",
  });
}
