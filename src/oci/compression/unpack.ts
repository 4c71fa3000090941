import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { LIMITS } from "../../limits.ts";
import { LumogateError, messageOf } from "../../model/error.ts";
import { swellingOf, swollen } from "./swelling.ts";
import { BadFrame, splitFrames, WideFrame } from "./zstd-frames.ts";

/** With less room threads wait for one another; with more, memory grows for nothing. */
const ROOM = { chunkSize: 256 * 1024, highWaterMark: 512 * 1024 };

/** @throws LumogateError `compression.damaged`, `compression.limit` */
export function gunzip(chunks: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<Uint8Array> {
  return unpack(chunks, zlib.createGunzip(ROOM), { what, format: "gzip" });
}

/**
 * @param windowBytes how much memory it may ask for
 * @throws LumogateError `compression.unsupported` on a Node that has no zstd, `compression.damaged`, `compression.limit`;
 *   WideStream
 */
export function unzstd(
  chunks: AsyncIterable<Uint8Array>,
  what: string,
  windowBytes: number,
): AsyncGenerator<Uint8Array> {
  // Node has it from 22.15 and 23.8 on.
  if (!("createZstdDecompress" in zlib)) {
    throw new LumogateError(
      "compression.unsupported",
      `${what} is compressed with zstd, which Node ${process.version} cannot read.`,
      { hint: "Run lumogate with Node 22.15 or a newer one, or save the image with gzip." },
    );
  }
  return unpack(splitFrames(chunks, windowBytes), zlib.createZstdDecompress(ROOM), { what, format: "zstd" });
}

interface Unpacked {
  /** The stream, for messages. */
  readonly what: string;
  readonly format: string;
}

/** Drives a stream of zlib, which works in a thread of its own while what it gave is used. */
async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  zip: zlib.Gunzip | zlib.ZstdDecompress,
  about: Unpacked,
): AsyncGenerator<Uint8Array> {
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
  // Not waited for: its failure is met below, where the stream is read; and where the stream is given up, the source is
  // let go of with its next chunk, which may never come.
  pipeline(counted(), zip).catch(() => undefined);
  let given = 0;
  try {
    for await (const chunk of zip as AsyncIterable<Buffer>) {
      given += chunk.length;
      checkBounds(given, source.taken, about);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof LumogateError) throw cause;
    throw source.failure === undefined
      ? damaged(about, messageOf(cause), cause)
      : asLumogateError(source.failure, about);
  } finally {
    zip.destroy();
  }
  // zlib passes over zeros after the last member, and whatever stands behind them.
  if (zip.bytesWritten !== source.taken) throw damaged(about, "there is data after its end");
}

function asLumogateError(failure: unknown, about: Unpacked): unknown {
  if (failure instanceof BadFrame) return damaged(about, failure.message, failure);
  return failure instanceof WideFrame ? new WideStream(about.what, failure) : failure;
}

/** A stream that can be read, but asks for more memory than it was allowed. */
export class WideStream extends LumogateError {
  constructor(what: string, { message }: WideFrame) {
    super("compression.limit", `${what} cannot be unpacked: ${message} (limit zstdWindowBytes).`, {
      hint: "Compress it at a usual level, without long-distance matching.",
    });
  }
}

function damaged({ what, format }: Unpacked, why: string, cause?: unknown): LumogateError {
  return new LumogateError(
    "compression.damaged",
    `${what} is damaged: its ${format} stream cannot be read, ${why}.`,
    { hint: "It was cut short or changed: copy or save it again.", cause },
  );
}

function checkBounds(given: number, taken: number, { what }: Unpacked): void {
  if (swellingOf(given, taken) > LIMITS.swellingBytes) throw swollen(what);
  if (given <= LIMITS.uncompressedBytes) return;
  const bound = `${LIMITS.uncompressedBytes} bytes (limit uncompressedBytes)`;
  throw new LumogateError("compression.limit", `${what} is more than ${bound} when it is unpacked.`, {
    hint: "No honest image comes near this limit. Look at how it was made.",
  });
}
