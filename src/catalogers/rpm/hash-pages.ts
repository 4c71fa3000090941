import type { Problem } from "../cataloger.ts";
import type { ProblemLog } from "../problem-log.ts";
import { Scratch } from "./scratch.ts";

/** A page of a Berkeley DB file. */
export interface HashPage {
  readonly type: number;
  /** What lies on the page, each item with its type in front; undefined for one that lies outside of it. */
  entries(): readonly (Uint8Array | undefined)[];
}

/** A hash database of Berkeley DB as pages (src/dbinc/db_page.h); 32-bit numbers are of the byte order of the machine that wrote it. */
export class HashPages {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #pageSize: number;
  /** Bytes in front of a page's items. */
  readonly #headBytes: number;
  /** Overflow pages that belong to a value that was read. */
  readonly #taken: Uint8Array;
  readonly #scratch = new Scratch();
  readonly #buckets: ReadonlySet<number>;
  /** The number of the last page. */
  readonly last: number;

  static isOne(bytes: Uint8Array): boolean {
    return [HASH_MAGIC, ...OTHER_MAGICS.keys()].some((magic) => byteOrder(bytes, magic) !== undefined);
  }

  /** @returns undefined for a database that cannot be read, which is told */
  static open(bytes: Uint8Array, log: ProblemLog): HashPages | undefined {
    for (const [magic, kind] of OTHER_MAGICS) {
      if (byteOrder(bytes, magic) === undefined) continue;
      log.add("unsupported", `This is a ${kind} of Berkeley DB; rpm keeps its packages in a hash.`);
      return undefined;
    }
    const little = byteOrder(bytes, HASH_MAGIC);
    if (little === undefined) return undefined;
    if (bytes.length < META_BYTES) {
      log.add("truncated", `The file has ${bytes.length} bytes, fewer than the first page.`);
      return undefined;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [version, pageSize] = [view.getUint32(16, little), view.getUint32(20, little)];
    if (version < 8 || version > 10) {
      const code = version > 10 ? "later-format" : "unsupported";
      log.add(code, `This is version ${version} of Berkeley DB's hash; 8, 9 and 10 can be read.`);
      return undefined;
    }
    if (view.getUint8(24) !== 0) {
      log.add("encrypted", "The database is encrypted.");
      return undefined;
    }
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) {
      log.add("malformed", `Its pages are said to have ${pageSize} bytes, which no database's have.`);
      return undefined;
    }
    return new HashPages(bytes, view, little, pageSize, log);
  }

  private constructor(bytes: Uint8Array, view: DataView, little: boolean, pageSize: number, log: ProblemLog) {
    this.#bytes = bytes;
    this.#view = view;
    this.#little = little;
    this.#pageSize = pageSize;
    this.#headBytes = (view.getUint8(26) & CHECKSUMS) === 0 ? 26 : 32;
    const told = view.getUint32(32, little);
    const there = Math.floor(bytes.length / pageSize) - 1;
    if (there < told)
      log.add("truncated", `The file is cut: its last page is ${told}, and it ends behind page ${there}.`);
    this.last = Math.min(told, there);
    this.#taken = new Uint8Array(this.last + 1);
    this.#buckets = this.#bucketPages();
  }

  isBucket(page: number): boolean {
    return this.#buckets.has(page);
  }

  page(number: number): HashPage | undefined {
    if (number < 1 || number > this.last) return undefined;
    const start = number * this.#pageSize;
    return { type: this.#view.getUint8(start + 25), entries: () => this.#entries(start) };
  }

  /**
   * A value that does not fit on a page and lies on pages of its own, one after the other.
   *
   * @param item a type, three bytes of nothing, the number of the first page, the length of the value
   * @returns a value that is there until the next one is asked for; or what is wrong with it, where it cannot be had
   */
  chain(item: Uint8Array): Uint8Array | Problem {
    if (item.length < 12) return malformed("its place is not given");
    const place = new DataView(item.buffer, item.byteOffset, 12);
    const length = place.getUint32(8, this.#little);
    if (length > this.#bytes.length)
      return malformed(`it is said to have ${length} bytes, more than the file`);
    const value = this.#scratch.take(length);
    let page = place.getUint32(4, this.#little);
    for (let filled = 0; filled < length;) {
      if (page < 1 || page > this.last) {
        const reason = `it is cut: ${length - filled} of ${length} bytes are missing`;
        return { code: "truncated", reason };
      }
      const start = page * this.#pageSize;
      const type = this.#view.getUint8(start + 25);
      if (type !== OVERFLOW) return malformed(`page ${page} is of type ${type}`);
      // Each page is a part of one value, so that no chain goes in a circle and none is read a thousand times.
      if (this.#taken[page] === 1) return malformed(`page ${page} is a part of another one`);
      this.#taken[page] = 1;
      const here = this.#view.getUint16(start + 22, this.#little);
      if (here === 0 || here > this.#pageSize - this.#headBytes || here > length - filled)
        return malformed(`page ${page} is said to hold ${here} bytes of it`);
      const data = start + this.#headBytes;
      value.set(this.#bytes.subarray(data, data + here), filled);
      filled += here;
      page = this.#view.getUint32(start + 16, this.#little);
    }
    return value;
  }

  /** An array of offsets behind the page's head; the items fill the page from its end, so each ends where the one before begins. */
  #entries(start: number): (Uint8Array | undefined)[] {
    const most = (this.#pageSize - this.#headBytes) / 2;
    const count = Math.min(this.#view.getUint16(start + 20, this.#little), most);
    const found: (Uint8Array | undefined)[] = [];
    let end = this.#pageSize;
    for (let at = 0; at < count; at++) {
      const offset = this.#view.getUint16(start + this.#headBytes + at * 2, this.#little);
      const isOnPage = offset >= this.#headBytes + count * 2 && offset < end;
      found.push(isOnPage ? this.#bytes.subarray(start + offset, start + end) : undefined);
      if (isOnPage) end = offset;
    }
    return found;
  }

  /** A bucket's first page: its number, and the pages that were in between when the table doubled to hold it. */
  #bucketPages(): Set<number> {
    const highest = Math.min(this.#view.getUint32(72, this.#little), this.last);
    const pages = new Set<number>();
    for (let bucket = 0; bucket <= highest; bucket++) {
      const doubling = bucket === 0 ? 0 : 32 - Math.clz32(bucket);
      pages.add(bucket + this.#view.getUint32(96 + doubling * 4, this.#little));
    }
    return pages;
  }
}

function malformed(reason: string): Problem {
  return { code: "malformed", reason };
}

/** @returns whether the first page has the magic number with its least byte first; undefined where it has not */
function byteOrder(bytes: Uint8Array, magic: number): boolean | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + 12, 4);
  return view.getUint32(0, true) === magic ? true : view.getUint32(0) === magic ? false : undefined;
}

const HASH_MAGIC = 0x06_1561;
const OTHER_MAGICS: ReadonlyMap<number, string> = new Map([
  [0x05_3162, "B-tree"],
  [0x04_2253, "queue"],
  [0x07_4582, "heap"],
]);

/** What is read of the first page. */
const META_BYTES = 512;
/** DBMETA_CHKSUM: each page has a checksum behind its usual head. */
const CHECKSUMS = 1;
const OVERFLOW = 7;
