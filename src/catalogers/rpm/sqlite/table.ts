import { LIMITS } from "../../../limits.ts";
import type { ProblemLog } from "../../problem-log.ts";
import { Scratch } from "../scratch.ts";
import type { Pages } from "./pages.ts";
import { varintAt } from "./varint.ts";

/** What is known while a table is read. */
export interface Reading {
  readonly pages: Pages;
  /** By their numbers, the pages that were read: each is one part of one table, so that nothing is read a thousand times. */
  readonly taken: Uint8Array;
  readonly scratch: Scratch;
  /** How many rows may still be read, those that are damaged included: on one page 30,000 can be said to stand. */
  rowsLeft: number;
}

export function newReading(pages: Pages): Reading {
  return { pages, taken: new Uint8Array(pages.count + 1), scratch: new Scratch(), rowsLeft: LIMITS.packages };
}

/**
 * The payloads of a table's rows in the order of their ids (sqlite.org/fileformat2.html, sections 1.6 and 1.7): a tree of
 * pages, with further pages for what does not fit on one. A damaged page costs what lies on it and below it, no more.
 *
 * @param reading gets the pages of the table
 * @returns rows of which each is there until the next one is asked for
 */
export function* tableRows(root: number, reading: Reading, log: ProblemLog): Generator<Uint8Array> {
  const { pages, taken } = reading;
  const pending = [root];
  take(root, taken);
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    const page = pages.page(number);
    if (page === undefined) {
      log.add("truncated", `Page ${number} is not there, so what stands on it and below it is lost.`);
      continue;
    }
    // Only the first page has the file's head in front.
    const start = number === 1 ? 100 : 0;
    const type = page[start];
    if (type === INTERIOR) {
      const below = children({ page, start, number }, pages.usable, log);
      const isNew = below.filter((child) => take(child, taken));
      if (isNew.length < below.length) log.add("malformed", `Page ${number} leads to pages that are taken.`);
      for (const child of isNew.toReversed()) pending.push(child);
    } else if (type === LEAF) yield* rowsOn({ page, start, number }, reading, log);
    else log.add("malformed", `Page ${number} is of type ${type}, which is no table's.`);
  }
}

/** @returns false for a page that is another one's already; what is behind the last page is nobody's */
function take(number: number, taken: Uint8Array): boolean {
  if (taken[number] === 1) return false;
  if (number < taken.length) taken[number] = 1;
  return true;
}

/** The rows on one page of the table, or of one that no table leads to any more. */
export function* leafRows(number: number, reading: Reading, log: ProblemLog): Generator<Uint8Array> {
  const page = reading.pages.page(number);
  if (page?.[0] === LEAF) yield* rowsOn({ page, start: 0, number }, reading, log);
}

interface TablePage {
  readonly page: Uint8Array;
  /** Where its head stands. */
  readonly start: number;
  readonly number: number;
}

function* rowsOn(
  { page, start, number }: TablePage,
  reading: Reading,
  log: ProblemLog,
): Generator<Uint8Array> {
  const { usable } = reading.pages;
  // No two rows share a byte: who says so wants one to be read many times.
  let bytesLeft = usable;
  for (const cell of cells({ page, start, number }, LEAF_HEAD_BYTES, usable, log)) {
    if (reading.rowsLeft === 0) {
      log.add("limit", `It has more than ${LIMITS.packages} rows; the rest was not read (limit packages).`);
      return;
    }
    reading.rowsLeft -= 1;
    const length = varintAt(page, cell);
    const id = length === undefined ? undefined : varintAt(page, length.end);
    if (length === undefined || id === undefined) {
      log.add("malformed", `Page ${number} has a row that lies outside of it.`);
      continue;
    }
    bytesLeft -= localBytes(length.value, usable);
    if (bytesLeft < 0) {
      log.add("malformed", `Page ${number} has rows of more bytes than a page: some lie upon each other.`);
      return;
    }
    const row = payload(page, id.end, length.value, reading);
    if (row instanceof Uint8Array) yield row;
    else log.add(row.code, `A row of page ${number} cannot be read: ${row.reason}.`);
  }
}

/** Where the cells of a page begin; those that cannot be there are told. */
function cells(
  { page, start, number }: TablePage,
  headBytes: number,
  usable: number,
  log: ProblemLog,
): number[] {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const count = view.getUint16(start + 3);
  const first = start + headBytes;
  const most = Math.floor((usable - first) / 2);
  if (count > most) log.add("malformed", `Page ${number} is said to have ${count} rows, more than it can.`);
  const offsets = Array.from({ length: Math.min(count, most) }, (_, at) => view.getUint16(first + at * 2));
  const inside = offsets.filter((offset) => offset >= first && offset < usable);
  if (inside.length < offsets.length)
    log.add("malformed", `Page ${number} has ${offsets.length - inside.length} rows that lie outside of it.`);
  return inside;
}

function children(found: TablePage, usable: number, log: ProblemLog): number[] {
  const { page, start } = found;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const left = cells(found, INTERIOR_HEAD_BYTES, usable - 3, log);
  return [...left.map((cell) => view.getUint32(cell)), view.getUint32(start + 8)];
}

/** What a row holds: its beginning on the table's page, and the rest on a chain of pages of its own. */
function payload(
  page: Uint8Array,
  start: number,
  length: number,
  { pages, taken, scratch }: Reading,
): Uint8Array | { readonly code: string; readonly reason: string } {
  const here = localBytes(length, pages.usable);
  // Where there is more, the number of its first page follows.
  const end = start + here + (here === length ? 0 : 4);
  if (end > pages.usable) return { code: "malformed", reason: "it reaches beyond the page" };
  if (here === length) return page.subarray(start, start + here);
  if (length > pages.count * pages.usable)
    return { code: "malformed", reason: `it is said to have ${length} bytes, more than the file` };
  const whole = scratch.take(length);
  whole.set(page.subarray(start, start + here));
  let next = new DataView(page.buffer, page.byteOffset).getUint32(start + here);
  for (let filled = here; filled < length;) {
    const overflow = pages.page(next);
    if (overflow === undefined)
      return { code: "truncated", reason: `${length - filled} of its ${length} bytes are missing` };
    if (taken[next] === 1) return { code: "malformed", reason: `page ${next} is a part of another one` };
    taken[next] = 1;
    const part = overflow.subarray(4, Math.min(pages.usable, 4 + length - filled));
    whole.set(part, filled);
    filled += part.length;
    next = new DataView(overflow.buffer, overflow.byteOffset).getUint32(0);
  }
  return whole;
}

/** How many bytes of a payload lie on the table's page itself (section 1.6). */
function localBytes(length: number, usable: number): number {
  const most = usable - 35;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const rest = least + ((length - least) % (usable - 4));
  return rest <= most ? rest : least;
}

const INTERIOR = 0x05;
const LEAF = 0x0d;
const INTERIOR_HEAD_BYTES = 12;
const LEAF_HEAD_BYTES = 8;
