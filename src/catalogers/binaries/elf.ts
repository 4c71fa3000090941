import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import { byteString } from "../../text.ts";
import type { Executable, FileRange, ReadExecutable, Section, Segment } from "./executable.ts";
import { NumberReader } from "./number-reader.ts";

export const ELF_MAGIC = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);

/** e_type: programs and shared libraries. Object files and core dumps install nothing. */
const ET_EXEC = 2;
const ET_DYN = 3;
const PROGRAMS: readonly number[] = [ET_EXEC, ET_DYN];
/** e_type of object files, of which a module of the kernel is one. */
export const ET_REL = 1;
const PT_LOAD = 1;
const PT_NOTE = 4;
const PF_X = 1;
const PF_W = 2;
/** A section without bytes in the file: .bss, and nearly all of a file of debug symbols. */
const SHT_NOBITS = 8;
/** In e_phnum: the real number stands elsewhere. No linker writes so many. */
const PN_XNUM = 0xffff;
/** In e_shstrndx: the real index stands elsewhere. */
const SHN_XINDEX = 0xffff;
const NAME_CHARS = 32;

interface Header {
  readonly wide: boolean;
  readonly littleEndian: boolean;
  readonly programs: Table;
  readonly sections: Table;
  /** Index of the section with the sections' names. */
  readonly names: number;
}

interface Table {
  readonly offset: number;
  readonly count: number;
  readonly entrySize: number;
}

/**
 * ELF (gABI, "Object Files" and "Program Loading"), 32 and 64 bits, both byte orders. Two or three small reads: this runs over
 * each library of an image, and nearly all of them have nothing to say.
 *
 * @param head the content's first bytes, as many as there are up to LIMITS.executableHeadBytes
 * @param types what it has to be, by its e_type
 */
export async function readElf(
  content: Content,
  head: Uint8Array,
  types: readonly number[] = PROGRAMS,
): Promise<ReadExecutable> {
  const header = readHeader(head, types);
  if (header === undefined) return { executables: [] };
  const programs = await readTable(content, head, header.programs);
  if (programs === undefined) return { executables: [] };
  const { segments, notes } = readPrograms(new NumberReader(programs, header.littleEndian), header);
  const sections = await readSections(content, head, header);
  const executable: Executable = {
    format: "elf",
    content,
    littleEndian: header.littleEndian,
    segments,
    notes,
    sections: sections ?? [],
    ...(isPackedByUpx(head, header.programs) ? { packer: "UPX" } : {}),
  };
  const truncated = sections === undefined ? { truncated: "its table of sections lies beyond its end" } : {};
  return { executables: [executable], ...truncated };
}

function readHeader(head: Uint8Array, types: readonly number[]): Header | undefined {
  const [fileClass, order] = [head[4], head[5]];
  if ((fileClass !== 1 && fileClass !== 2) || (order !== 1 && order !== 2)) return undefined;
  const wide = fileClass === 2;
  const littleEndian = order === 1;
  const numbers = new NumberReader(head, littleEndian);
  if (numbers.length < (wide ? 64 : 52)) return undefined;
  const type = numbers.u16(16);
  if (!types.includes(type)) return undefined;
  const width = wide ? 8 : 4;
  // After e_entry stand e_phoff and e_shoff; after e_flags (4) and e_ehsize (2) the sizes and counts.
  const counts = 24 + 3 * width + 6;
  return {
    wide,
    littleEndian,
    programs: {
      offset: numbers.word(24 + width, width),
      entrySize: numbers.u16(counts),
      count: numbers.u16(counts + 2) === PN_XNUM ? 0 : numbers.u16(counts + 2),
    },
    sections: {
      offset: numbers.word(24 + 2 * width, width),
      entrySize: numbers.u16(counts + 4),
      count: numbers.u16(counts + 6),
    },
    names: numbers.u16(counts + 8),
  };
}

function readPrograms(
  numbers: NumberReader,
  { wide, programs }: Header,
): Pick<Executable, "segments" | "notes"> {
  const width = wide ? 8 : 4;
  const segments: Segment[] = [];
  const notes: FileRange[] = [];
  // Of programs without such headers the size may be 0, too: that would be no step.
  if (programs.entrySize < (wide ? 56 : 32)) return { segments, notes };
  const entrySize = Math.max(programs.entrySize, wide ? 56 : 32);
  for (let at = 0; at + entrySize <= numbers.length; at += entrySize) {
    const type = numbers.u32(at);
    if (type !== PT_LOAD && type !== PT_NOTE) continue;
    const offset = numbers.word(at + width, width);
    const size = numbers.word(at + 4 * width, width);
    if (type === PT_NOTE) notes.push({ offset, size });
    else {
      const flags = numbers.u32(wide ? at + 4 : at + 24);
      const isWritableData = (flags & (PF_X | PF_W)) === PF_W;
      segments.push({ address: numbers.word(at + 2 * width, width), offset, size, isWritableData });
    }
  }
  return { segments, notes };
}

/** @returns undefined where there should be sections and the file ends before them */
async function readSections(
  content: Content,
  head: Uint8Array,
  header: Header,
): Promise<Section[] | undefined> {
  const { wide, littleEndian, sections, names } = header;
  if (sections.offset === 0) return [];
  if (sections.entrySize < (wide ? 64 : 40)) return undefined;
  // More than 65,279 sections, or so many before the one with their names: then the first section's fields hold the numbers.
  const isExtended = sections.count === 0 || names === SHN_XINDEX;
  const first = isExtended ? await readTable(content, head, { ...sections, count: 1 }) : new Uint8Array(0);
  if (first === undefined) return undefined;
  const extended = sectionAt(new NumberReader(first, littleEndian), 0, wide);
  const count = sections.count === 0 ? extended.size : sections.count;
  const table = await readTable(content, head, { ...sections, count });
  if (table === undefined) return undefined;

  const numbers = new NumberReader(table, littleEndian);
  const nameIndex = names === SHN_XINDEX ? extended.link : names;
  const nameTable = sectionAt(numbers, nameIndex * sections.entrySize, wide);
  const nameBytes = byteString(
    await content.read(nameTable.offset, Math.min(nameTable.size, LIMITS.executableTableBytes)),
  );
  const found: Section[] = [];
  for (let at = 0; at + sections.entrySize <= table.length; at += sections.entrySize) {
    const { nameAt, type, offset, size } = sectionAt(numbers, at, wide);
    if (type !== SHT_NOBITS) found.push({ name: nameIn(nameBytes, nameAt), offset, size });
  }
  return found;
}

/** The fields of a section header; all 0 where there is none. */
function sectionAt(numbers: NumberReader, at: number, wide: boolean) {
  const width = wide ? 8 : 4;
  return {
    nameAt: numbers.u32(at),
    type: numbers.u32(at + 4),
    offset: numbers.word(at + 8 + 2 * width, width),
    size: numbers.word(at + 8 + 3 * width, width),
    link: numbers.u32(at + 8 + 4 * width),
  };
}

/** Cut where it is longer than any that somebody asks for: a table may be one name, which each section has an end of. */
function nameIn(names: string, at: number): string {
  const name = names.slice(at, at + NAME_CHARS);
  const end = name.indexOf("\0");
  return end === -1 ? name : name.slice(0, end);
}

/** @returns undefined where the table is not wholly in the file, or larger than any linker writes */
async function readTable(content: Content, head: Uint8Array, table: Table): Promise<Uint8Array | undefined> {
  const size = table.count * table.entrySize;
  if (size > LIMITS.executableTableBytes || table.offset + size > content.size) return undefined;
  if (table.offset + size <= head.length) return head.subarray(table.offset, table.offset + size);
  const bytes = await content.read(table.offset, size);
  return bytes.length === size ? bytes : undefined;
}

/** UPX writes its l_info (src/stub/src/include/linux.h) behind the program headers: a checksum, then "UPX!". */
function isPackedByUpx(head: Uint8Array, programs: Table): boolean {
  const at = programs.offset + programs.count * programs.entrySize + 4;
  return byteString(head.subarray(at, at + 4)) === "UPX!";
}
