import { LIMITS } from "../../limits.ts";

/** What is wrong with a stream of zstd, in a clause; whoever knows the stream's name makes an error of it. */
export class BadFrame extends Error {}

/** A frame that is sound, but may refer to more of what came before it than was allowed. */
export class WideFrame extends Error {
  readonly windowBytes: number;

  constructor(windowBytes: number) {
    super(`it needs ${windowBytes} bytes of memory`);
    this.windowBytes = windowBytes;
  }
}

/**
 * Cuts a stream of zstd where its frames end (RFC 8878, 3.1). Node's decompressor needs that: where a chunk goes on behind
 * a frame's end, it takes that for the end of all and passes over the rest without a word (nodejs/node#64741); where a
 * chunk ends there, it goes on with the next.
 *
 * @param windowBytes how much of what came before it a frame may refer to; a decompressor keeps that in memory
 * @returns the same bytes, no piece of which reaches over a frame's end
 * @throws BadFrame where anything but a frame follows a frame; WideFrame. That it ends within one, the decompressor tells.
 */
export async function* splitFrames(
  chunks: AsyncIterable<Uint8Array>,
  windowBytes: number,
): AsyncGenerator<Uint8Array> {
  const walk = walkFrames(windowBytes);
  let step = walk.next(NOTHING).value;
  let seen = NOTHING;
  let missing = step.bytes;
  for await (const chunk of chunks) {
    let pieceStart = 0;
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + missing);
      at += part.length;
      missing -= part.length;
      if (!step.isPassedOver) seen = seen.length === 0 ? part : Buffer.concat([seen, part]);
      if (missing > 0) continue;
      step = walk.next(seen).value;
      seen = NOTHING;
      missing = step.bytes;
      if (!step.beginsFrame) continue;
      yield chunk.subarray(pieceStart, at);
      pieceStart = at;
    }
    if (pieceStart < chunk.length) yield chunk.subarray(pieceStart);
  }
}

/** The stream's next bytes, one at least: to look at, or to pass over. */
interface Step {
  readonly bytes: number;
  readonly isPassedOver?: boolean;
  readonly beginsFrame?: boolean;
}

/** Yields what it wants to see, and is given it. */
type Walk<Result> = Generator<Step, Result, Uint8Array>;

const NOTHING: Uint8Array = new Uint8Array(0);
const FRAME_MAGIC = 0xfd2fb528;
/** Any of sixteen, by its last digit. */
const SKIPPABLE_MAGIC = 0x184d2a50;

function* walkFrames(windowBytes: number): Walk<never> {
  for (let frames = 0; ; frames += 1) {
    const magic = numberOf(yield { bytes: 4, beginsFrame: true });
    // zstd:chunked has one per file.
    if (frames >= LIMITS.tarEntries)
      throw new BadFrame(`it has more than ${LIMITS.tarEntries} frames (limit tarEntries)`);
    if (magic === FRAME_MAGIC) yield* walkFrame(windowBytes);
    else if (magic - (magic % 16) === SKIPPABLE_MAGIC) yield* passOver(numberOf(yield { bytes: 4 }));
    else throw new BadFrame("there is data after its end");
  }
}

const LAST_BLOCK = 0b1;
const RLE_BLOCK = 1;

function* walkFrame(windowBytes: number): Walk<void> {
  const { hasChecksum, ...lengths } = parseDescriptor(yield { bytes: 1 });
  const window = windowOf(yield { bytes: lengths.window + lengths.dictionary + lengths.size }, lengths);
  if (window > windowBytes) throw new WideFrame(window);
  for (let isLast = false; !isLast;) {
    const header = numberOf(yield { bytes: 3 });
    const type = (header >> 1) & 0b11;
    isLast = (header & LAST_BLOCK) !== 0;
    yield* passOver(type === RLE_BLOCK ? 1 : header >> 3);
  }
  if (hasChecksum) yield* passOver(4);
}

function* passOver(bytes: number): Walk<void> {
  if (bytes > 0) yield { bytes, isPassedOver: true };
}

/** How long the fields of a frame's header are, in bytes. */
interface FieldLengths {
  readonly window: number;
  readonly dictionary: number;
  readonly size: number;
}

/** RFC 8878, 3.1.1.1.1. */
function parseDescriptor([descriptor = 0]: Uint8Array): FieldLengths & { readonly hasChecksum: boolean } {
  const isSingleSegment = (descriptor & 0b100000) !== 0;
  return {
    window: isSingleSegment ? 0 : 1,
    dictionary: [0, 1, 2, 4][descriptor & 0b11] ?? 0,
    size: [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0,
    hasChecksum: (descriptor & 0b100) !== 0,
  };
}

/** How much of what came before a frame refers to: of a frame of one segment all of it. RFC 8878, 3.1.1.1.2. */
function windowOf(fields: Uint8Array, { window, dictionary }: FieldLengths): number {
  const [exponentAndMantissa = 0] = fields;
  if (window === 1) return 2 ** (10 + (exponentAndMantissa >> 3)) * (1 + (exponentAndMantissa & 0b111) / 8);
  // A size of two bytes means 256 more than it says, which is too little to matter.
  return numberOf(fields.subarray(dictionary));
}

/** Little-endian. Beyond 2^53 it is inexact, and too much in any case. */
function numberOf(bytes: Uint8Array): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0);
}
