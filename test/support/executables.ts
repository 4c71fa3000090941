import { Writer } from "./number-writer.ts";

/** Makes the smallest programs that have what a test needs: some sections, or some loaded data. */

export interface ElfParts {
  /** Left out: 64 bits, the lowest byte first, a program. */
  readonly wide?: boolean;
  readonly littleEndian?: boolean;
  /** e_type: 1 object file, 2 program, 3 shared library, 4 core dump. */
  readonly type?: number;
  readonly sections?: readonly ElfSection[];
  readonly segments?: readonly ElfSegment[];
  /** What UPX writes behind the program headers. */
  readonly behindHeaders?: Uint8Array;
}

export interface ElfSection {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** sh_type; left out: PROGBITS, with bytes in the file. */
  readonly type?: number;
}

export interface ElfSegment {
  readonly bytes: Uint8Array;
  readonly address?: number;
  /** p_type: 1 loaded, 4 notes. */
  readonly type?: number;
  /** p_flags: 1 execute, 2 write, 4 read. */
  readonly flags?: number;
}

/** ELF: header, program headers, contents, section headers, in this order, each content at a multiple of 16. */
export function elf(parts: ElfParts = {}): Buffer {
  const { wide = true, littleEndian = true, type = 2, segments = [], behindHeaders } = parts;
  const width = wide ? 8 : 4;
  const headerBytes = wide ? 64 : 52;
  const programBytes = wide ? 56 : 32;
  const sectionBytes = wide ? 64 : 40;
  const named = parts.sections === undefined ? [] : withNames(parts.sections);

  let end = headerBytes + segments.length * programBytes + (behindHeaders?.length ?? 0);
  const contents: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  const place = (bytes: Uint8Array): number => {
    const at = Math.ceil(end / 16) * 16;
    contents.push({ at, bytes });
    end = at + bytes.length;
    return at;
  };
  const programs = new Writer(littleEndian);
  for (const { bytes, address, type: kind = 1, flags = 6 } of segments) {
    const at = place(bytes);
    const loadedAt = address ?? at;
    programs.number(kind, 4);
    if (wide) programs.number(flags, 4);
    programs.number(at, width).number(loadedAt, width).number(loadedAt, width);
    programs.number(bytes.length, width).number(bytes.length, width);
    if (!wide) programs.number(flags, 4);
    programs.number(16, width);
  }
  const headers = new Writer(littleEndian);
  for (const { nameAt, bytes, type: kind = 1 } of named) {
    const at = kind === 0 || kind === 8 ? 0 : place(bytes);
    headers.number(nameAt, 4).number(kind, 4).number(0, width).number(0, width);
    headers.number(at, width).number(bytes.length, width);
    headers.number(0, 4).number(0, 4).number(16, width).number(0, width);
  }
  const sectionsAt = named.length === 0 ? 0 : Math.ceil(end / 16) * 16;
  const header = new Writer(littleEndian)
    .bytes(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, littleEndian ? 1 : 2, 1), 16)
    .number(type, 2)
    .number(62, 2)
    .number(1, 4)
    .number(0, width)
    .number(headerBytes, width)
    .number(sectionsAt, width)
    .number(0, 4)
    .number(headerBytes, 2)
    .number(programBytes, 2)
    .number(segments.length, 2)
    .number(sectionBytes, 2)
    .number(named.length, 2)
    .number(Math.max(0, named.length - 1), 2)
    .done();
  const file = Buffer.alloc(sectionsAt === 0 ? end : sectionsAt + named.length * sectionBytes);
  header.copy(file);
  programs.done().copy(file, headerBytes);
  if (behindHeaders !== undefined) file.set(behindHeaders, headerBytes + segments.length * programBytes);
  for (const { at, bytes } of contents) file.set(bytes, at);
  headers.done().copy(file, sectionsAt);
  return file;
}

/** The empty first section and the last one, with the names of all. */
function withNames(sections: readonly ElfSection[]): (ElfSection & { readonly nameAt: number })[] {
  const all = [{ name: "", bytes: new Uint8Array(0), type: 0 }, ...sections];
  let names = "";
  const placed = all.map((section) => {
    const nameAt = names.length;
    names += `${section.name}\0`;
    return { ...section, nameAt };
  });
  const own = names.length;
  return [...placed, { name: ".shstrtab", nameAt: own, bytes: Buffer.from(`${names}.shstrtab\0`), type: 3 }];
}

export interface PlainSection {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** PE32+ at the image base 0x140000000; `.data` can be written. */
export function pe(sections: readonly PlainSection[]): Buffer {
  const headerBytes = 0x400;
  const header = new Writer(true).bytes("MZ", 0x3c).number(0x40, 4).bytes("PE\0\0");
  header.number(0x8664, 2).number(sections.length, 2).bytes("", 12).number(240, 2).number(0x22, 2);
  header
    .number(0x20b, 2)
    .bytes("", 22)
    .number(0x140000000, 8)
    .bytes("", 240 - 32);
  let at = headerBytes;
  for (const { name, bytes } of sections) {
    const flags = name === ".data" ? 0xc0000040 : 0x40000040;
    header.bytes(name, 8).number(bytes.length, 4).number(at, 4).number(bytes.length, 4).number(at, 4);
    header.bytes("", 12).number(flags, 4);
    at += Math.ceil(bytes.length / 16) * 16;
  }
  const contents = new Writer(true).bytes(header.done(), headerBytes);
  for (const { bytes } of sections) contents.bytes(bytes, Math.ceil(bytes.length / 16) * 16);
  return contents.done();
}

/** Mach-O, 64 bits: one segment __DATA, with these sections. */
export function machO(sections: readonly PlainSection[], littleEndian = true): Buffer {
  const headerBytes = 32 + 72 + 80 * sections.length;
  const size = sections.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 16) * 16, 0);
  const start = Math.ceil(headerBytes / 16) * 16;
  const file = new Writer(littleEndian).number(0xfeedfacf, 4).number(0x0100000c, 4).number(0, 4).number(2, 4);
  file
    .number(1, 4)
    .number(headerBytes - 32, 4)
    .number(0, 4)
    .number(0, 4);
  file
    .number(0x19, 4)
    .number(headerBytes - 32, 4)
    .bytes("__DATA", 16)
    .number(0x100000000, 8)
    .number(size, 8);
  file.number(start, 8).number(size, 8).number(3, 4).number(3, 4).number(sections.length, 4).number(0, 4);
  let at = start;
  for (const { name, bytes } of sections) {
    file
      .bytes(name, 16)
      .bytes("__DATA", 16)
      .number(0x100000000 + at - start, 8)
      .number(bytes.length, 8);
    file.number(at, 4).bytes("", 28);
    at += Math.ceil(bytes.length / 16) * 16;
  }
  file.bytes("", start - headerBytes);
  for (const { bytes } of sections) file.bytes(bytes, Math.ceil(bytes.length / 16) * 16);
  return file.done();
}

/** Several programs of Apple's in one file. */
export function fatMachO(programs: readonly Uint8Array[]): Buffer {
  const start = 4096;
  const file = new Writer(false).number(0xcafebabe, 4).number(programs.length, 4);
  let at = start;
  for (const program of programs) {
    file.number(0x0100000c, 4).number(0, 4).number(at, 4).number(program.length, 4).number(12, 4);
    at += program.length;
  }
  return Buffer.concat([new Writer(false).bytes(file.done(), start).done(), ...programs]);
}

/** A note as ELF has them: sizes of name and text, a type, then both, each padded to four bytes. */
export function elfNote(owner: string, type: number, text: string, littleEndian = true): Buffer {
  return new Writer(littleEndian)
    .number(owner.length + 1, 4)
    .number(text.length, 4)
    .number(type, 4)
    .bytes(owner, padded(owner.length + 1))
    .bytes(text, padded(text.length))
    .done();
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}
