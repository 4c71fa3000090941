import { crc32, deflateRawSync } from "node:zlib";

/** A member of a zip that a test makes, with what may be odd about it. */
export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array | string;
  readonly stored?: boolean;
  /** Sizes and checksum behind the data, as those have it who write in one go. */
  readonly descriptor?: boolean;
  readonly encrypted?: boolean;
  /** Claims another method than that by which it is compressed. */
  readonly method?: number;
  /** Claims another checksum, size or name. */
  readonly crc?: number;
  readonly size?: number;
  readonly localName?: string;
  readonly extra?: Uint8Array;
  /** Numbers of 64 bits in the directory. */
  readonly zip64?: boolean;
}

export interface ZipOptions {
  readonly comment?: string;
  /** Stands before the zip, and its offsets do not count it. */
  readonly prefix?: string;
  readonly zip64?: boolean;
}

/** The bytes of a zip by PKWARE's APPNOTE. */
export function makeZip(
  files: readonly ZipFile[],
  { comment = "", prefix = "", zip64 = false }: ZipOptions = {},
): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const local = localPart(file);
    locals.push(local);
    centrals.push(centralPart(file, offset));
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([
    Buffer.from(prefix),
    ...locals,
    directory,
    ...(zip64 ? [end64(files.length, directory.length, offset)] : []),
    end(files.length, directory.length, offset, comment, zip64),
  ]);
}

function data({ bytes, stored = false }: ZipFile): { raw: Buffer; packed: Buffer } {
  const raw = Buffer.from(bytes);
  return { raw, packed: stored ? raw : deflateRawSync(raw) };
}

function localPart(file: ZipFile): Buffer {
  const { raw, packed } = data(file);
  const name = Buffer.from(file.localName ?? file.name, "latin1");
  const extra = Buffer.from(file.extra ?? []);
  const header = Buffer.alloc(30);
  const known = file.descriptor === true ? 0 : 1;
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(flags(file), 6);
  header.writeUInt16LE(method(file), 8);
  header.writeUInt32LE((file.crc ?? crc32(raw)) * known, 14);
  header.writeUInt32LE(packed.length * known, 18);
  header.writeUInt32LE((file.size ?? raw.length) * known, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra, packed, ...(known === 1 ? [] : [descriptor(raw, packed)])]);
}

function descriptor(raw: Buffer, packed: Buffer): Buffer {
  const bytes = Buffer.from("PK\x07\x08............", "latin1");
  bytes.writeUInt32LE(crc32(raw), 4);
  bytes.writeUInt32LE(packed.length, 8);
  bytes.writeUInt32LE(raw.length, 12);
  return bytes;
}

function centralPart(file: ZipFile, offset: number): Buffer {
  const { raw, packed } = data(file);
  const name = Buffer.from(file.name, "latin1");
  const size = file.size ?? raw.length;
  const extra = Buffer.alloc(file.zip64 === true ? 28 : 0);
  if (file.zip64 === true) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [index, value] of [size, packed.length, offset].entries())
      extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  }
  const field = (value: number): number => (file.zip64 === true ? 0xffffffff : value);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(flags(file), 8);
  header.writeUInt16LE(method(file), 10);
  header.writeUInt32LE(file.crc ?? crc32(raw), 16);
  header.writeUInt32LE(field(packed.length), 20);
  header.writeUInt32LE(field(size), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(field(offset), 42);
  return Buffer.concat([header, name, extra]);
}

function flags({ encrypted = false, descriptor: behind = false }: ZipFile): number {
  return (encrypted ? 1 : 0) | (behind ? 8 : 0);
}

function method(file: ZipFile): number {
  return file.method ?? (file.stored === true ? 0 : 8);
}

function end64(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

function end(count: number, size: number, offset: number, comment: string, zip64: boolean): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(zip64 ? 0xffff : count, 8);
  record.writeUInt16LE(zip64 ? 0xffff : count, 10);
  record.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  record.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  const text = Buffer.from(comment, "latin1");
  record.writeUInt16LE(text.length, 20);
  return Buffer.concat([record, text]);
}
