import { LIMITS } from "../../limits.ts";
import type { Content } from "../../model/content.ts";
import { byteString } from "../../text.ts";
import type { Executable, ReadExecutable, Section, Segment } from "./executable.ts";
import { NumberReader } from "./number-reader.ts";

export const PE_MAGIC = Uint8Array.of(0x4d, 0x5a);

/** Before the sections: the signature, the file header, and the optional header, which is that long at most. */
const HEADERS_BYTES = 4 + 20 + 240;
/** Name (8), sizes and places in memory and in the file (4 each), relocations and line numbers (12), characteristics (4). */
const SECTION_BYTES = 40;
const TABLES_BYTES = HEADERS_BYTES + LIMITS.peSections * SECTION_BYTES;
/** Of the optional header, which says how wide addresses are: PE32+. */
const WIDE = 0x20b;
/** Section characteristics: initialised data that can be read and written, and nothing else but an alignment. */
const DATA_READ_WRITE = 0xc0000040;
const ALIGNMENT = 0x00f00000;

/** PE (Microsoft's "PE Format"), 32 and 64 bits. What begins with MZ and is no PE (DOS) is no program here. */
export async function readPe(content: Content, head: Uint8Array): Promise<ReadExecutable> {
  const headerAt = new NumberReader(head, true).u32(0x3c);
  const bytes =
    headerAt + TABLES_BYTES <= head.length
      ? head.subarray(headerAt)
      : await content.read(headerAt, TABLES_BYTES);
  const numbers = new NumberReader(bytes, true);
  if (numbers.u32(0) !== 0x4550) return { executables: [] };
  const optionalBytes = numbers.u16(20);
  const imageBase = numbers.u16(24) === WIDE ? numbers.u64(24 + 24) : numbers.u32(24 + 28);
  const sections: Section[] = [];
  const segments: Segment[] = [];
  let packer: string | undefined;
  for (let index = 0; index < Math.min(numbers.u16(6), LIMITS.peSections); index += 1) {
    const at = 24 + optionalBytes + index * SECTION_BYTES;
    if (at + SECTION_BYTES > numbers.length) break;
    const [name = ""] = byteString(bytes.subarray(at, at + 8)).split("\0", 1);
    // The one that the packer unpacks to, and that has no bytes in the file.
    if (name === "UPX0") packer = "UPX";
    const size = numbers.u32(at + 16);
    const offset = numbers.u32(at + 20);
    if (offset === 0 || size === 0) continue;
    sections.push({ name, offset, size });
    segments.push({
      address: imageBase + numbers.u32(at + 12),
      offset,
      size,
      isWritableData: (numbers.u32(at + 36) & ~ALIGNMENT) >>> 0 === DATA_READ_WRITE,
    });
  }
  const executable: Executable = {
    format: "pe",
    content,
    littleEndian: true,
    sections,
    segments,
    notes: [],
    ...(packer === undefined ? {} : { packer }),
  };
  return { executables: [executable] };
}
