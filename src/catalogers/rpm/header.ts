import { LIMITS } from "../../limits.ts";
import { byteString, decodeUtf8, type DecodedText } from "../../text.ts";
import type { Tag } from "./tags.ts";

/**
 * One header as rpm stores it in its databases: the numbers of index entries and of data bytes, the index, the data
 * (rpm's docs/manual/format_header.md, lib/header.c); all numbers big-endian. Values are decoded when they are asked for,
 * since a header has a hundred and an inventory needs fifteen.
 *
 * An index may be in any order and may or may not have regions: old headers have neither. Nothing in it is trusted.
 */
export class RpmHeader {
  readonly #index: DataView;
  readonly #data: Uint8Array;
  /** Where a tag's entry stands in the index. */
  readonly #entries = new Map<number, number>();
  readonly #damage: string[] = [];

  private constructor(index: DataView, data: Uint8Array) {
    this.#index = index;
    this.#data = data;
    // Of a region's entry and one that stands behind the region, rpm takes the later one (headerLoad).
    for (let at = 0; at < index.byteLength; at += ENTRY_BYTES) this.#entries.set(index.getUint32(at), at);
  }

  /** @returns undefined where that is no header at all; one that was cut is read as far as it goes */
  static parse(blob: Uint8Array): RpmHeader | undefined {
    if (blob.length < PREAMBLE_BYTES) return undefined;
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
    const [entries, dataBytes] = [view.getUint32(0), view.getUint32(4)];
    if (entries === 0 || entries > MAX_ENTRIES || dataBytes > MAX_DATA_BYTES) return undefined;
    const dataStart = PREAMBLE_BYTES + entries * ENTRY_BYTES;
    if (dataStart > blob.length) return undefined;
    const index = new DataView(blob.buffer, blob.byteOffset + PREAMBLE_BYTES, entries * ENTRY_BYTES);
    const header = new RpmHeader(index, blob.subarray(dataStart, dataStart + dataBytes));
    if (header.#data.length < dataBytes) {
      const missing = dataBytes - header.#data.length;
      header.#damage.push(`its header is cut: ${missing} of ${dataBytes} bytes of data are missing.`);
    }
    return header;
  }

  /** What was wrong with the header and with the values that were asked for so far: sentences without a subject. */
  get damage(): readonly string[] {
    return this.#damage;
  }

  has(tag: Tag): boolean {
    return this.#entries.has(tag);
  }

  /** The first string of a tag; of one in several languages that is the untranslated one. */
  text(tag: Tag): DecodedText | undefined {
    const first = this.#strings(tag, 1, LIMITS.rpmTextBytes)[0];
    return first === undefined ? undefined : decodeUtf8(first);
  }

  /** All strings of a tag, one character per byte. */
  byteStrings(tag: Tag): readonly string[] {
    return this.#strings(tag, LIMITS.rpmListEntries, this.#data.length);
  }

  /** Unsigned; of 64 bits only as exact as a number is. */
  numbers(tag: Tag): readonly number[] {
    const entry = this.#entry(tag);
    if (entry === undefined) return [];
    const width = entry.type === INT32 ? 4 : entry.type === INT64 ? 8 : undefined;
    if (width === undefined) return this.#isDamaged(tag, `is of type ${entry.type}, which is no number`);
    if (entry.offset + entry.count * width > this.#data.length) return this.#isDamaged(tag, PAST_END);
    if (entry.count > LIMITS.rpmListEntries) return this.#isDamaged(tag, TOO_MANY);
    const view = new DataView(this.#data.buffer, this.#data.byteOffset + entry.offset, entry.count * width);
    return Array.from({ length: entry.count }, (_, at) =>
      width === 4 ? view.getUint32(at * 4) : Number(view.getBigUint64(at * 8)),
    );
  }

  /** Also the lists of small numbers that rpm calls characters. */
  binary(tag: Tag): Uint8Array | undefined {
    const entry = this.#entry(tag);
    if (entry === undefined) return undefined;
    const { type, offset, count } = entry;
    if (type !== BIN && type !== CHAR) this.#isDamaged(tag, `is of type ${type}, which is not binary`);
    else if (offset + count > this.#data.length) this.#isDamaged(tag, PAST_END);
    else return this.#data.subarray(offset, offset + count);
    return undefined;
  }

  #strings(tag: Tag, most: number, longest: number): string[] {
    const entry = this.#entry(tag);
    if (entry === undefined) return [];
    if (entry.type !== STRING && entry.type !== STRING_ARRAY && entry.type !== I18N_STRING)
      return this.#isDamaged(tag, `is of type ${entry.type}, which is no text`);
    if (entry.type !== STRING && entry.count > LIMITS.rpmListEntries) return this.#isDamaged(tag, TOO_MANY);
    const found: string[] = [];
    const count = Math.min(entry.type === STRING ? 1 : entry.count, most);
    for (let start = entry.offset; found.length < count;) {
      const end = this.#data.indexOf(0, start);
      if (start >= this.#data.length || end === -1) {
        this.#isDamaged(tag, "has no end");
        break;
      }
      if (end - start > longest)
        return this.#isDamaged(tag, `is longer than ${longest} bytes (limit rpmTextBytes)`);
      found.push(byteString(this.#data.subarray(start, end)));
      start = end + 1;
    }
    return found;
  }

  #entry(tag: Tag): Entry | undefined {
    const at = this.#entries.get(tag);
    if (at === undefined) return undefined;
    const [type, offset, count] = [
      this.#index.getUint32(at + 4),
      this.#index.getUint32(at + 8),
      this.#index.getUint32(at + 12),
    ];
    if (offset > this.#data.length) this.#isDamaged(tag, PAST_END);
    else if (count > 0) return { type, offset, count };
    return undefined;
  }

  #isDamaged(tag: Tag, what: string): [] {
    const reason = `the tag ${tag} of its header ${what}.`;
    if (!this.#damage.includes(reason)) this.#damage.push(reason);
    return [];
  }
}

interface Entry {
  readonly type: number;
  /** In the data. */
  readonly offset: number;
  readonly count: number;
}

const PREAMBLE_BYTES = 8;
const ENTRY_BYTES = 16;

/** rpm's own bounds (lib/header.c: HEADER_TAGS_MAX, HEADER_DATA_MAX). */
const MAX_ENTRIES = 0xffff;
const MAX_DATA_BYTES = 0x0fff_ffff;

const TOO_MANY = `has more than ${LIMITS.rpmListEntries} values (limit rpmListEntries)`;
const PAST_END = "lies past the end of its data";

/** Types of values (rpmTagType in include/rpm/rpmtag.h). */
const CHAR = 1;
const INT32 = 4;
const INT64 = 5;
const STRING = 6;
const BIN = 7;
const STRING_ARRAY = 8;
const I18N_STRING = 9;
