import type { Content } from "../../model/content.ts";

/** What the tables at the front of a program say about the rest of it, in terms that ELF, PE and Mach-O share. */
export interface Executable {
  readonly format: "elf" | "pe" | "mach-o";
  /** Of this program alone; where a file holds several, the part that is its own. */
  readonly content: Content;
  /** Those that have bytes in the file; none where they were stripped away. */
  readonly sections: readonly Section[];
  /** What is loaded, and where to. */
  readonly segments: readonly Segment[];
  /** ELF's notes (PT_NOTE), which stay where the sections are gone. */
  readonly notes: readonly FileRange[];
  /** True where the bytes of numbers stand with the lowest first. */
  readonly littleEndian: boolean;
  /** A packer that hides what the program is until it runs. */
  readonly packer?: string;
}

/** Bytes, from the start of the program's content. */
export interface FileRange {
  readonly offset: number;
  readonly size: number;
}

export interface Section extends FileRange {
  readonly name: string;
}

/** `size` is that of the part that the file has. */
export interface Segment extends FileRange {
  readonly address: number;
  readonly isWritableData: boolean;
}

/** What a file with a program's magic is. */
export interface ReadExecutable {
  /** Several in a fat Mach-O file, none where the file is no program after all. */
  readonly executables: readonly Executable[];
  /** What is announced and is not there. */
  readonly truncated?: string;
}

/** The segment's bytes that are loaded at an address, to the segment's end. */
export function rangeAt({ segments }: Executable, address: number): FileRange | undefined {
  const segment = segments.find((one) => one.address <= address && address < one.address + one.size);
  if (segment === undefined) return undefined;
  const skipped = address - segment.address;
  return { offset: segment.offset + skipped, size: segment.size - skipped };
}
