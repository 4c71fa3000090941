import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import { gunzip, unzstd } from "./unpack.ts";

/** Compressions by the bytes that they begin with, in hex; what an image says about itself is not asked. */
const MAGIC = [
  { name: "gzip", magic: /^1f8b/ },
  // A frame, or one of those to pass over, with which a stream may begin as well (RFC 8878, 3.1.2).
  { name: "zstd", magic: /^(?:28b52ffd|5.2a4d18)/ },
  { name: "xz", magic: /^fd377a585a00/ },
  { name: "bzip2", magic: /^425a68/ },
] as const;

export type Compression = (typeof MAGIC)[number]["name"];

/** How many bytes tell a compression. */
const MAGIC_BYTES = 6;

/** @param start the first bytes, 6 at least where there are as many */
export function detectCompression(start: Uint8Array): Compression | undefined {
  const hex = Buffer.from(start.subarray(0, MAGIC_BYTES)).toString("hex");
  return MAGIC.find(({ magic }) => magic.test(hex))?.name;
}

/** A stream without the compression that it may have had. */
export interface Decompressed {
  /** Left out where it had none: the chunks are then those of the stream. */
  readonly compression?: Compression;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Looks at how a stream begins, and takes off its compression. Any damage voids all of it, also after the end: an error
 * comes before the stream's end, so whoever has read to the end has read what was compressed.
 *
 * @param what the stream, for messages
 * @param windowBytes how much memory it may ask for
 * @throws LumogateError `compression.unsupported`; where the chunks are read `compression.damaged`, `compression.limit`
 */
export async function openCompressed(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  windowBytes: number = LIMITS.zstdWindowBytes,
): Promise<Decompressed> {
  const { start, all } = await peek(chunks, MAGIC_BYTES);
  const compression = detectCompression(start);
  if (compression === undefined) return { chunks: all };
  try {
    return { compression, chunks: unpackerOf(compression, what)(all, what, windowBytes) };
  } catch (error) {
    await all.return?.();
    throw error;
  }
}

type Unpacker = (
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  windowBytes: number,
) => AsyncIterable<Uint8Array>;

function unpackerOf(compression: Compression, what: string): Unpacker {
  if (compression === "gzip") return gunzip;
  if (compression === "zstd") return unzstd;
  throw new LumogateError(
    "compression.unsupported",
    `${what} is compressed with ${compression}, which lumogate cannot read.`,
    { hint: "Save it with gzip, with zstd or without compression; docker save does not compress." },
  );
}

/** The same stream without its compression, if it has one: `openCompressed` for those who need no more. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  yield* (await openCompressed(chunks, what)).chunks;
}

/** The first bytes of a stream, and the whole stream again. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ start: Uint8Array; all: AsyncIterableIterator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  for (let bytes = 0; bytes < length;) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    bytes += next.value.length;
  }
  const start = Buffer.concat(seen).subarray(0, length);
  // Not a generator, which would tell the stream nothing where it is given up before its first chunk.
  const all: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => all,
    next: () => {
      const value = seen.shift();
      return value === undefined ? iterator.next() : Promise.resolve({ value, done: false });
    },
    return: async () => {
      await iterator.return?.();
      return { value: undefined, done: true };
    },
  };
  return { start, all };
}
