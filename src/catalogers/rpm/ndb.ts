import { LIMITS } from "../../limits.ts";
import type { ProblemLog } from "../problem-log.ts";
import { adler32 } from "./adler32.ts";

/**
 * The headers in a database of rpm's own format "ndb", `Packages.db`, which SUSE uses (lib/backend/ndb/rpmpkg.c): pages of
 * slots, each of which says where a package's blob lies; all numbers little-endian.
 */
export function* ndbHeaders(bytes: Uint8Array, log: ProblemLog): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_BYTES) {
    log.add("truncated", `The file has ${bytes.length} bytes, fewer than its head.`);
    return;
  }
  const version = view.getUint32(4, true);
  if (version !== 0) {
    log.add("later-format", `This is version ${version} of the format ndb; 0 can be read.`);
    return;
  }
  const slotsEnd = view.getUint32(12, true) * PAGE_BYTES;
  if (slotsEnd > bytes.length)
    log.add("truncated", `The file is cut: of ${slotsEnd} bytes of slots it has ${bytes.length}.`);
  // No two blobs share a byte: who says so wants one to be read many times.
  let unread = bytes.length;
  let slots = 0;
  for (let at = HEAD_BYTES; at + SLOT_BYTES <= Math.min(slotsEnd, bytes.length); at += SLOT_BYTES) {
    const slot = readSlot(view, at);
    if (slot === "free") continue;
    slots += 1;
    if (slots > LIMITS.packages) {
      log.add("limit", `It has more than ${LIMITS.packages} slots; the rest was not read (limit packages).`);
      return;
    }
    if (slot === undefined) {
      log.add("malformed", `At byte ${at} there is no slot.`);
      continue;
    }
    unread -= slot.length;
    if (unread < 0) {
      log.add("malformed", "Its packages have more bytes than the file: some lie upon each other.");
      return;
    }
    const blob = readBlob(bytes, view, slot, log);
    if (blob !== undefined) yield blob;
  }
}

export function isNdb(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).toString("latin1") === "RpmP";
}

interface Slot {
  readonly package: number;
  /** Bytes from the file's beginning. */
  readonly start: number;
  readonly length: number;
}

function readSlot(view: DataView, at: number): Slot | "free" | undefined {
  if (view.getUint32(at, true) !== SLOT_MAGIC) return undefined;
  const [number, start, length] = [4, 8, 12].map((offset) => view.getUint32(at + offset, true));
  if (number === undefined || start === undefined || length === undefined) return undefined;
  return start === 0 ? "free" : { package: number, start: start * BLOCK_BYTES, length: length * BLOCK_BYTES };
}

/** A head of 16 bytes, the header, zeros up to a whole block, and in its last 12 bytes a checksum of all that. */
function readBlob(
  bytes: Uint8Array,
  view: DataView,
  { package: number, start, length }: Slot,
  log: ProblemLog,
): Uint8Array | undefined {
  const end = start + length;
  const isCut = end > bytes.length;
  const tell = (what: string): undefined => {
    log.add(isCut ? "truncated" : "malformed", `Package ${number} at byte ${start} ${what}.`);
  };
  if (start + BLOB_HEAD_BYTES > bytes.length) return tell("lies behind the end of the file, which is cut");
  if (view.getUint32(start, true) !== BLOB_MAGIC || view.getUint32(start + 4, true) !== number)
    return tell("is not there");
  const header = start + BLOB_HEAD_BYTES;
  const headerBytes = view.getUint32(start + 12, true);
  if (isCut) tell("is cut");
  else if (BLOB_HEAD_BYTES + headerBytes + BLOB_TAIL_BYTES > length)
    return tell(`is said to have ${headerBytes} bytes, more than its place`);
  else if (
    adler32(bytes.subarray(start, end - BLOB_TAIL_BYTES)) !== view.getUint32(end - BLOB_TAIL_BYTES, true)
  )
    tell("has another checksum than is written beside it");
  return bytes.subarray(header, Math.min(header + headerBytes, end));
}

const HEAD_BYTES = 32;
const PAGE_BYTES = 4096;
const SLOT_BYTES = 16;
const BLOCK_BYTES = 16;
const BLOB_HEAD_BYTES = 16;
const BLOB_TAIL_BYTES = 12;

/** "Slot" and "BlbS". */
const SLOT_MAGIC = 0x746f_6c53;
const BLOB_MAGIC = 0x5362_6c42;
