import type { ProblemLog } from "../../problem-log.ts";
import type { WriteAheadLog } from "./wal.ts";

/** The pages of a database, counted from 1, those in its write-ahead log laid over those in the file. */
export interface Pages {
  readonly count: number;
  /** Bytes of a page that are used: some databases reserve the last ones for an extension. */
  readonly usable: number;
  readonly encoding: TextEncoding;
  /** The first page of the list of those that nothing is on. */
  readonly firstFree: number;
  /** @returns undefined for one that is not there */
  page(number: number): Uint8Array | undefined;
}

export type TextEncoding = "utf8" | "utf-16le" | "utf-16be";

/**
 * Reads the head of a database file (sqlite.org/fileformat2.html, section 1.3).
 *
 * @param wal its write-ahead log, where there is one; all of a young database may be in there
 * @returns undefined where it is of a kind that cannot be read, which is told
 */
export function openPages(
  bytes: Uint8Array,
  wal: WriteAheadLog | undefined,
  log: ProblemLog,
): Pages | undefined {
  const first = wal?.page(1) ?? bytes;
  if (first.length < HEAD_BYTES) {
    log.add("truncated", `The file has ${first.length} bytes, fewer than its head.`);
    return undefined;
  }
  const head = new DataView(first.buffer, first.byteOffset, HEAD_BYTES);
  const size = pageSize(first);
  const [readVersion, reserved, encoding] = [
    head.getUint8(19),
    head.getUint8(20),
    ENCODINGS[head.getUint32(56)],
  ];
  if (readVersion > 2) {
    log.add("later-format", `The file is of SQLite's format ${readVersion}; 1 and 2 can be read.`);
    return undefined;
  }
  const isSize = size >= 512 && (size & (size - 1)) === 0 && size - reserved >= 480;
  const isOneSize =
    (wal?.pageSize ?? size) === size && (bytes.length < HEAD_BYTES || pageSize(bytes) === size);
  if (!isSize || !isOneSize || encoding === undefined) {
    log.add("malformed", "The file's head says of pages and texts what cannot be.");
    return undefined;
  }
  const count = pageCount(head, bytes, size, wal, log);
  return {
    count,
    usable: size - reserved,
    encoding,
    firstFree: head.getUint32(32),
    page: (number) => {
      if (number < 1 || number > count) return undefined;
      const page = wal?.page(number) ?? bytes.subarray((number - 1) * size, number * size);
      return page.length < size ? undefined : page;
    },
  };
}

/** 65536 does not fit into two bytes and is written as 1. */
function pageSize(firstPage: Uint8Array): number {
  const size = new DataView(firstPage.buffer, firstPage.byteOffset).getUint16(16);
  return size === 1 ? 65_536 : size;
}

/**
 * The log's last transaction says how many pages there are, else the head does, unless a writer from before version 3.7 did
 * not know that it does.
 */
function pageCount(
  head: DataView,
  bytes: Uint8Array,
  size: number,
  wal: WriteAheadLog | undefined,
  log: ProblemLog,
): number {
  const inFile = Math.ceil(bytes.length / size);
  const there = inFile + (wal?.pages ?? 0);
  const isKept = head.getUint32(24) === head.getUint32(92) && head.getUint32(28) !== 0;
  const told = wal?.pageCount ?? (isKept ? head.getUint32(28) : inFile);
  const isCut = wal?.pageCount === undefined ? told * size > bytes.length : told > there;
  if (isCut) log.add("truncated", `The file is cut: of ${told} pages it has ${bytes.length} bytes.`);
  return Math.min(told, there);
}

const HEAD_BYTES = 100;
const ENCODINGS: readonly (TextEncoding | undefined)[] = ["utf8", "utf8", "utf-16le", "utf-16be"];
