import { TAG } from "../../src/catalogers/rpm/tags.ts";
import { adler32 } from "../../src/catalogers/rpm/adler32.ts";

/** A value in a header; texts are UTF-8. */
export type RpmValue =
  | { readonly type: "int32" | "int64"; readonly values: readonly number[] }
  | { readonly type: "text" | "texts" | "i18n"; readonly values: readonly string[] }
  | { readonly type: "binary"; readonly values: Uint8Array };

const TYPES = { int32: 4, int64: 5, text: 6, binary: 7, texts: 8, i18n: 9 } as const;

/** A header as it stands in a database: numbers of entries and bytes, index, data. */
export function rpmHeader(tags: ReadonlyMap<number, RpmValue>): Buffer {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let length = 0;
  // rpm wants tags in order and numbers where a machine can load them.
  for (const [tag, value] of [...tags].toSorted(([a], [b]) => a - b)) {
    const bytes = bytesOf(value);
    const width = { int32: 4, int64: 8, text: 1, texts: 1, i18n: 1, binary: 1 }[value.type];
    const gap = (width - (length % width)) % width;
    data.push(Buffer.alloc(gap));
    length += gap;
    const entry = Buffer.alloc(16);
    const numbers = [tag, TYPES[value.type], length, value.values.length];
    for (const [at, number] of numbers.entries()) entry.writeUInt32BE(number, at * 4);
    index.push(entry);
    data.push(bytes);
    length += bytes.length;
  }
  const preamble = Buffer.alloc(8);
  preamble.writeUInt32BE(index.length);
  preamble.writeUInt32BE(length, 4);
  return Buffer.concat([preamble, ...index, ...data]);
}

function bytesOf(value: RpmValue): Buffer {
  if (value.type === "binary") return Buffer.from(value.values);
  if (value.type !== "int32" && value.type !== "int64")
    return Buffer.from(value.values.map((each) => `${each}\0`).join(""));
  const { type, values } = value;
  const bytes = Buffer.alloc(values.length * (type === "int32" ? 4 : 8));
  for (const [at, number] of values.entries())
    if (type === "int32") bytes.writeUInt32BE(number, at * 4);
    else bytes.writeBigUInt64BE(BigInt(number), at * 8);
  return bytes;
}

/**
 * A package's header as rpms have them. Its name stands between angles all over it.
 *
 * @param bytes about how many it has beside its name
 * @param more further tags
 */
export function packageHeader(
  name: string,
  version = "1.0",
  release = "1.el9",
  bytes = 0,
  more: ReadonlyMap<number, RpmValue> = new Map(),
): Buffer {
  const files = Array.from({ length: Math.floor(bytes / 24) }, (_, at) => `<${name}>-${at}-of-its-files`);
  return rpmHeader(
    new Map<number, RpmValue>([
      ...more,
      [TAG.NAME, text(name)],
      [TAG.VERSION, text(version)],
      [TAG.RELEASE, text(release)],
      [TAG.SIZE, { type: "int32", values: [bytes] }],
      [TAG.VENDOR, text("Example")],
      [TAG.LICENSE, text("MIT AND Apache-2.0")],
      [TAG.ARCH, text("x86_64")],
      [TAG.SOURCERPM, text(`${name}-${version}-${release}.src.rpm`)],
      ...(files.length === 0 ? [] : ([[TAG.BASENAMES, { type: "texts", values: files }]] as const)),
    ]),
  );
}

export function text(value: string): RpmValue {
  return { type: "text", values: [value] };
}

/** The database of ndb, as rpmpkg.c writes it. */
export function ndbDatabase(headers: readonly Uint8Array[]): Buffer {
  const slotPages = Math.ceil((headers.length + 2) / 256);
  const slots = Buffer.alloc(slotPages * 4096);
  slots.write("RpmP");
  slots.writeUInt32LE(1, 8);
  slots.writeUInt32LE(slotPages, 12);
  slots.writeUInt32LE(headers.length + 1, 16);
  for (let at = 32; at < slots.length; at += 16) slots.write("Slot", at);
  const blobs: Buffer[] = [];
  let block = slots.length / 16;
  for (const [index, header] of headers.entries()) {
    const blob = ndbBlob(header, index + 1);
    const slot = 32 + index * 16;
    for (const [at, number] of [index + 1, block, blob.length / 16].entries())
      slots.writeUInt32LE(number, slot + 4 + at * 4);
    blobs.push(blob);
    block += blob.length / 16;
  }
  return Buffer.concat([slots, ...blobs]);
}

function ndbBlob(header: Uint8Array, number: number): Buffer {
  const blob = Buffer.alloc(Math.ceil((header.length + 28) / 16) * 16);
  blob.write("BlbS");
  blob.writeUInt32LE(number, 4);
  blob.writeUInt32LE(header.length, 12);
  blob.set(header, 16);
  const tail = blob.length - 12;
  blob.writeUInt32LE(adler32(blob.subarray(0, tail)), tail);
  blob.writeUInt32LE(header.length, tail + 4);
  blob.write("BlbE", tail + 8);
  return blob;
}

const HASH_PAGE = 4096;
const PER_PAGE = 64;

/** A hash of Berkeley DB, of version 9, little-endian, with each header on pages of its own. */
export function hashDatabase(headers: readonly Uint8Array[]): Buffer {
  const buckets = Math.max(1, Math.ceil(headers.length / PER_PAGE));
  const pages: Buffer[] = [];
  const hashPages = Array.from({ length: buckets }, (_, at) => hashPage(at + 1, 13));
  for (const [index, header] of headers.entries()) {
    const page = hashPages[Math.floor(index / PER_PAGE)];
    if (page !== undefined) addPair(page, index + 1, buckets + 1 + pages.length, header.length);
    for (let start = 0; start < header.length; start += HASH_PAGE - 26) {
      const part = header.subarray(start, start + HASH_PAGE - 26);
      const overflow = hashPage(buckets + 1 + pages.length, 7);
      if (start + part.length < header.length) overflow.writeUInt32LE(buckets + 2 + pages.length, 16);
      overflow.writeUInt16LE(part.length, 22);
      overflow.set(part, 26);
      pages.push(overflow);
    }
  }
  const meta = hashPage(0, 8);
  for (const [at, value] of [
    [12, 0x06_1561],
    [16, 9],
    [20, HASH_PAGE],
    [32, buckets + pages.length],
    [72, buckets - 1],
  ] as const)
    meta.writeUInt32LE(value, at);
  for (let doubling = 0; doubling < 32; doubling++) meta.writeUInt32LE(1, 96 + doubling * 4);
  return Buffer.concat([meta, ...hashPages, ...pages]);
}

function hashPage(number: number, type: number): Buffer {
  const page = Buffer.alloc(HASH_PAGE);
  page.writeUInt32LE(number, 8);
  page.writeUInt8(type, 25);
  return page;
}

/** A key, and where its value lies. */
function addPair(page: Buffer, key: number, start: number, length: number): void {
  const count = page.readUInt16LE(20);
  const end = count === 0 ? HASH_PAGE : page.readUInt16LE(26 + (count - 1) * 2);
  const [keyAt, valueAt] = [end - 5, end - 17];
  page.writeUInt8(1, keyAt);
  page.writeUInt32LE(key, keyAt + 1);
  page.writeUInt8(3, valueAt);
  page.writeUInt32LE(start, valueAt + 4);
  page.writeUInt32LE(length, valueAt + 8);
  page.writeUInt16LE(keyAt, 26 + count * 2);
  page.writeUInt16LE(valueAt, 28 + count * 2);
  page.writeUInt16LE(count + 2, 20);
}
