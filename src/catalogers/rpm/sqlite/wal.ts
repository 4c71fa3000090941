import type { ProblemLog } from "../../problem-log.ts";

/** What a write-ahead log adds to a database: the pages as they are after the last transaction that was finished. */
export interface WriteAheadLog {
  readonly pageSize: number;
  /** Pages of the database after it; undefined where no transaction was finished. */
  readonly pageCount: number | undefined;
  /** How many pages are in the log. */
  readonly pages: number;
  page(number: number): Uint8Array | undefined;
}

/**
 * Reads a log (`-wal`) as SQLite does when it opens a database after a crash (sqlite.org/fileformat2.html, section 4.1):
 * frames count up to the last that finishes a transaction, as long as salts and checksums follow from what stands before
 * them. rpm keeps the log's file and empties it, so that mostly there is nothing in it.
 *
 * @returns undefined where nothing is in it, or what is in it cannot be read, which is told
 */
export function readWriteAheadLog(bytes: Uint8Array, log: ProblemLog): WriteAheadLog | undefined {
  if (bytes.length === 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length < HEAD_BYTES ? 0 : view.getUint32(0);
  // The lowest bit says how the checksums take four bytes for a number.
  if ((magic & ~1) >>> 0 !== MAGIC) {
    log.add("malformed", "Beside it lies a write-ahead log that is none, so packages may be missing.");
    return undefined;
  }
  if (view.getUint32(4) !== VERSION) {
    log.add("later-format", `Beside it lies a write-ahead log of version ${view.getUint32(4)}.`);
    return undefined;
  }
  const little = (magic & 1) === 0;
  const head = checksum(view, 0, 24, little, [0, 0]);
  const size = view.getUint32(8);
  const isHead = head[0] === view.getUint32(24) && head[1] === view.getUint32(28);
  if (!isHead || size < 512 || size > 65_536 || (size & (size - 1)) !== 0) {
    log.add("malformed", "Beside it lies a write-ahead log with a damaged head, so packages may be missing.");
    return undefined;
  }
  return readFrames(bytes, view, size, little, head, log);
}

function readFrames(
  bytes: Uint8Array,
  view: DataView,
  pageSize: number,
  little: boolean,
  head: Checksum,
  log: ProblemLog,
): WriteAheadLog {
  const frameBytes = FRAME_HEAD_BYTES + pageSize;
  const finished = new Map<number, number>();
  let unfinished = new Map<number, number>();
  let pageCount: number | undefined;
  let sum = head;
  for (let at = HEAD_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
    // What an earlier use of the file has left.
    if (!isOfThis(view, at)) break;
    sum = checksum(view, at, 8, little, sum);
    sum = checksum(view, at + FRAME_HEAD_BYTES, pageSize, little, sum);
    if (sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) {
      if (isFinishedLater(view, at, frameBytes))
        log.add("truncated", `The write-ahead log beside it is damaged at byte ${at}; what follows is lost.`);
      break;
    }
    unfinished.set(view.getUint32(at), at + FRAME_HEAD_BYTES);
    const pagesAfter = view.getUint32(at + 4);
    if (pagesAfter === 0) continue;
    pageCount = pagesAfter;
    for (const [page, start] of unfinished) finished.set(page, start);
    unfinished = new Map();
  }
  return {
    pageSize,
    pageCount,
    pages: finished.size,
    page: (number) => {
      const start = finished.get(number);
      return start === undefined ? undefined : bytes.subarray(start, start + pageSize);
    },
  };
}

/** Whether a frame has the salts of the log's head. */
function isOfThis(view: DataView, frame: number): boolean {
  return (
    view.getUint32(frame + 8) === view.getUint32(16) && view.getUint32(frame + 12) === view.getUint32(20)
  );
}

/**
 * Whether a frame that does not follow from those before it is damaged. In a transaction that was not finished such frames
 * are in order: SQLite writes them again and sums them up at the end.
 */
function isFinishedLater(view: DataView, from: number, frameBytes: number): boolean {
  for (let at = from; at + frameBytes <= view.byteLength && isOfThis(view, at); at += frameBytes)
    if (view.getUint32(at + 4) !== 0) return true;
  return false;
}

type Checksum = readonly [number, number];

/** SQLite's own, over pairs of numbers, from a checksum of what stands before. */
function checksum(view: DataView, start: number, length: number, little: boolean, from: Checksum): Checksum {
  let [first, second] = from;
  for (let at = start; at < start + length; at += 8) {
    first = (first + view.getUint32(at, little) + second) >>> 0;
    second = (second + view.getUint32(at + 4, little) + first) >>> 0;
  }
  return [first, second];
}

const MAGIC = 0x377f_0682;
const VERSION = 3_007_000;
const HEAD_BYTES = 32;
const FRAME_HEAD_BYTES = 24;
