import { LIMITS } from "../../limits.ts";
import { type Content, partOf } from "../../model/content.ts";
import { ELF_MAGIC, readElf } from "./elf.ts";
import type { ReadExecutable } from "./executable.ts";
import { FAT_MAGICS, MACH_O_MAGICS, readMachO } from "./mach-o.ts";
import { PE_MAGIC, readPe } from "./pe.ts";

/** What a program's file begins with: ELF, PE, Mach-O. */
export const EXECUTABLE_MAGICS: readonly Uint8Array[] = [
  ELF_MAGIC,
  PE_MAGIC,
  ...MACH_O_MAGICS,
  ...FAT_MAGICS,
];

/** Reads the tables of a program, and nothing of what they point at. Throws only what reading throws. */
export async function readExecutable(whole: Content): Promise<ReadExecutable> {
  const content = partOf(whole, 0, whole.size);
  const head = await content.read(0, LIMITS.executableHeadBytes);
  const startsWith = (magic: Uint8Array): boolean =>
    head.length >= magic.length && Buffer.compare(magic, head.subarray(0, magic.length)) === 0;
  if (startsWith(ELF_MAGIC)) return readElf(content, head);
  if (startsWith(PE_MAGIC)) return readPe(content, head);
  if ([...MACH_O_MAGICS, ...FAT_MAGICS].some(startsWith)) return readMachO(content, head);
  return { executables: [] };
}
