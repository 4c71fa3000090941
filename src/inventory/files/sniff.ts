import type { FileFacts } from "../../model/file-facts.ts";
import { credentialNamed } from "./credential-names.ts";
import { privateKey } from "./private-key.ts";

/** How many first bytes of a file `sniff` looks at: a certificate or two may stand in front of a key. */
export const SNIFF_BYTES = 4096;

/**
 * What a file is by its first bytes: a program, a private key; and, where its name is one that credentials have, whether
 * its text has one. Run over every file of an image, so it looks at most files' first byte and name only.
 *
 * @param head the first SNIFF_BYTES bytes, or all there are
 * @param path in the layer; a byte string
 */
export function sniff(head: Uint8Array, path: string): Pick<FileFacts, "format" | "credential"> {
  const format = programFormat(head);
  if (format !== undefined) return { format };
  const credential = privateKey(head) ?? credentialNamed(path, head);
  return credential === undefined ? {} : { credential };
}

function programFormat(head: Uint8Array): FileFacts["format"] {
  const [first = 0] = head;
  // Almost every file is told apart by this alone.
  if (!FIRST_BYTES.has(first) || head.length < 4) return head.length < 2 ? undefined : scriptFormat(head);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  if (magic === ELF) return "elf";
  if (magic >>> 16 === MZ) return isPortableExecutable(view) ? "pe" : undefined;
  if (MACH_O.has(magic)) return "mach-o";
  return FAT_MACH_O.has(magic) && isFat(view) ? "mach-o" : undefined;
}

function scriptFormat(head: Uint8Array): "script" | undefined {
  return head[0] === 0x23 && head[1] === 0x21 ? "script" : undefined;
}

const ELF = 0x7f_45_4c_46;
const MZ = 0x4d_5a;
/** Of 32 and 64 bits, as big-endian and little-endian machines write it (mach-o/loader.h). */
const MACH_O = new Set([0xfe_ed_fa_ce, 0xfe_ed_fa_cf, 0xce_fa_ed_fe, 0xcf_fa_ed_fe]);
/** For several processors (mach-o/fat.h); always big-endian. */
const FAT_MACH_O = new Set([0xca_fe_ba_be, 0xca_fe_ba_bf]);
const FIRST_BYTES = new Set([0x7f, 0x4d, 0xfe, 0xce, 0xcf, 0xca]);

/** DOS programs begin the same, but have no second header. */
function isPortableExecutable(view: DataView): boolean {
  if (view.byteLength < 0x40) return false;
  const header = view.getUint32(0x3c, true);
  return header + 4 <= view.byteLength && view.getUint32(header) === 0x50_45_00_00;
}

/** A Java class has the same magic, and then its format's version, from 45 on, where a fat file has a count. */
function isFat(view: DataView): boolean {
  if (view.byteLength < 8) return false;
  const count = view.getUint32(4);
  return count > 0 && count < 45;
}
