import type { FileFacts } from "../../model/file-facts.ts";

/**
 * The format of a program by a file's first bytes, and whether it is one that can be started at all.
 *
 * @param head the file's first bytes
 */
export function programFormat(head: Uint8Array): Pick<FileFacts, "format" | "isLibrary"> {
  const [first = 0] = head;
  // Almost every file is told apart by this alone.
  if (first === 0x23) return head[1] === 0x21 ? { format: "script" } : {};
  if (!FIRST_BYTES.has(first) || head.length < 4) return {};
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  if (magic === ELF) return marked("elf", isElfLibrary(view));
  if (magic >>> 16 === MZ) return portableExecutable(view);
  const littleEndian = MACH_O.get(magic);
  if (littleEndian !== undefined) return marked("mach-o", isMachLibrary(view, littleEndian));
  return FAT_MACH_O.has(magic) && isFat(view) ? { format: "mach-o" } : {};
}

function marked(
  format: "elf" | "pe" | "mach-o",
  isLibrary: boolean,
): Pick<FileFacts, "format" | "isLibrary"> {
  return isLibrary ? { format, isLibrary } : { format };
}

const ELF = 0x7f_45_4c_46;
const MZ = 0x4d_5a;
/** Of 32 and 64 bits, as big-endian and little-endian machines write it (mach-o/loader.h); whether little-endian. */
const MACH_O = new Map([
  [0xfe_ed_fa_ce, false],
  [0xfe_ed_fa_cf, false],
  [0xce_fa_ed_fe, true],
  [0xcf_fa_ed_fe, true],
]);
/** For several processors (mach-o/fat.h); always big-endian. */
const FAT_MACH_O = new Set([0xca_fe_ba_be, 0xca_fe_ba_bf]);
const FIRST_BYTES = new Set([0x7f, 0x4d, 0xfe, 0xce, 0xcf, 0xca]);

/** An object, or a shared library without an address to start at; others (libc.so.6) can be run (elf(5)). */
function isElfLibrary(view: DataView): boolean {
  if (view.byteLength < 0x40) return false;
  const isLittle = view.getUint8(5) === 1;
  const type = view.getUint16(16, isLittle);
  if (type !== ET_DYN) return type === ET_REL;
  return view.getUint8(4) === 2 ? view.getBigUint64(24, isLittle) === 0n : view.getUint32(24, isLittle) === 0;
}

const ET_REL = 1;
const ET_DYN = 3;

/** DOS programs begin the same, but have no second header. */
function portableExecutable(view: DataView): Pick<FileFacts, "format" | "isLibrary"> {
  if (view.byteLength < 0x40) return {};
  const header = view.getUint32(0x3c, true);
  if (header + 24 > view.byteLength || view.getUint32(header) !== 0x50_45_00_00) return {};
  return marked("pe", (view.getUint16(header + 22, true) & IMAGE_FILE_DLL) !== 0);
}

const IMAGE_FILE_DLL = 0x2000;

function isMachLibrary(view: DataView, isLittle: boolean): boolean {
  return view.byteLength >= 16 && view.getUint32(12, isLittle) !== MH_EXECUTE;
}

const MH_EXECUTE = 2;

/** A Java class has the same magic, and then its format's version, from 45 on, where a fat file has a count. */
function isFat(view: DataView): boolean {
  if (view.byteLength < 8) return false;
  const count = view.getUint32(4);
  return count > 0 && count < 45;
}
