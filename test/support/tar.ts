/** A member of a tar as a test wants it, sound or not. Texts are written with one byte per character. */
export interface TarMember {
  readonly name: string;
  /** Type flag: "0" file, "1" hard link, "2" symbolic link, "5" directory, ... */
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly linkName?: string;
  /** What the header says, where that is not how long the content is: a number, or the field's 12 bytes. */
  readonly size?: number | string;
  /** Numbers, or what stands in their fields of 8 bytes. */
  readonly mode?: number | string;
  readonly uid?: number | string;
  readonly gid?: number | string;
  /** Numbers of a device. */
  readonly major?: number;
  readonly minor?: number;
  /** The 8 bytes from 257 on. */
  readonly magic?: string;
  /** The field at 345. */
  readonly prefix?: string;
  /** What is added to the right checksum. */
  readonly checksumOff?: number;
}

const BLOCK = 512;

/** A tar with two blocks of zeros at its end, and no more. */
export function tar(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(2 * BLOCK)]);
}

/** Header and content, filled up to whole blocks. */
export function tarMember(member: TarMember): Buffer {
  const content = Buffer.from(member.content ?? "");
  return Buffer.concat([tarHeader({ size: content.length, ...member }), padded(content)]);
}

export function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

export function tarHeader(member: TarMember): Buffer {
  const {
    name,
    type = "0",
    linkName = "",
    size = 0,
    mode = 0o644,
    uid = 0,
    gid = 0,
    major = 0,
    minor = 0,
    magic = "ustar\u000000",
    prefix = "",
    checksumOff = 0,
  } = member;
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number, length: number): void =>
    void block.write(text, at, length, "latin1");
  put(name, 0, 100);
  const putNumber = (value: number | string, at: number, length: number): void =>
    put(typeof value === "string" ? value : octal(value, length - 1), at, length);
  putNumber(mode, 100, 8);
  putNumber(uid, 108, 8);
  putNumber(gid, 116, 8);
  putNumber(size, 124, 12);
  put("00000000000\0", 136, 12);
  put(type, 156, 1);
  put(linkName, 157, 100);
  put(magic, 257, 8);
  putNumber(major, 329, 8);
  putNumber(minor, 337, 8);
  put(prefix, 345, 155);
  put("        ", 148, 8);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum + checksumOff, 6)} `, 148, 8);
  return block;
}

/** A pax extended header about the member after it. */
export function pax(records: Readonly<Record<string, string | number>>, type: "x" | "g" = "x"): TarMember {
  const content = Object.entries(records)
    .map(([key, value]) => paxRecord(key, String(value)))
    .join("");
  return { name: "PaxHeaders/x", type, content: Buffer.from(content, "latin1") };
}

/** Its length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const guess = rest.length + String(rest.length).length;
  return `${rest.length + String(guess).length}${rest}`;
}

/** A GNU long name ("L") or long link name ("K") for the member after it. */
export function gnuLong(type: "L" | "K", text: string): TarMember {
  return { name: "././@LongLink", type, magic: "ustar  \0", content: Buffer.from(`${text}\0`, "latin1") };
}

export const file = (name: string, content: string | Uint8Array = ""): TarMember => ({ name, content });
export const directory = (name: string): TarMember => ({ name, type: "5" });
export const symlink = (name: string, linkName: string): TarMember => ({ name, type: "2", linkName });
export const hardlink = (name: string, linkName: string): TarMember => ({ name, type: "1", linkName });
export const fifo = (name: string): TarMember => ({ name, type: "6" });

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, "0")}\0`;
}

/** The bytes as a stream would bring them. */
export async function* inChunks(bytes: Uint8Array, length = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
