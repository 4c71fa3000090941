import { LIMITS } from "../../limits.ts";
import { type Content, partOf } from "../../model/content.ts";
import { byteString } from "../../text.ts";
import type { Executable, ReadExecutable, Section, Segment } from "./executable.ts";
import { NumberReader } from "./number-reader.ts";

/** Thin: 32 and 64 bits in both byte orders. */
export const MACH_O_MAGICS = [
  Uint8Array.of(0xfe, 0xed, 0xfa, 0xce),
  Uint8Array.of(0xfe, 0xed, 0xfa, 0xcf),
  Uint8Array.of(0xce, 0xfa, 0xed, 0xfe),
  Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe),
] as const;

/**
 * Fat: several programs in one file, for as many processors. Java's class files have the same first four bytes, and a version
 * where the count of programs stands here, 45 at least; no fat file holds more than a few.
 */
export const FAT_MAGICS = Array.from({ length: LIMITS.fatPrograms }, (_, index) => [
  Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, index + 1),
  Uint8Array.of(0xca, 0xfe, 0xba, 0xbf, 0, 0, 0, index + 1),
]).flat();

const LC_SEGMENT = 0x1;
const LC_SEGMENT_64 = 0x19;
/** VM_PROT_READ and VM_PROT_WRITE, as it begins and at most. */
const READ_WRITE = 3;
/** Sections without bytes in the file: S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL. */
const ZERO_FILLED = new Set([1, 12, 18]);

/** Mach-O (Apple's mach-o/loader.h and fat.h). */
export async function readMachO(content: Content, head: Uint8Array): Promise<ReadExecutable> {
  const big = new NumberReader(head, false);
  const fatWidth = big.u32(0) === 0xcafebabe ? 4 : big.u32(0) === 0xcafebabf ? 8 : undefined;
  if (fatWidth === undefined) return { executables: await readThin(content, head) };
  const executables: Executable[] = [];
  for (let index = 0; index < Math.min(big.u32(4), LIMITS.fatPrograms); index += 1) {
    const at = 8 + index * (fatWidth === 8 ? 32 : 20) + 8;
    const offset = big.word(at, fatWidth);
    const part = partOf(content, offset, big.word(at + fatWidth, fatWidth));
    executables.push(...(await readThin(part, await part.read(0, LIMITS.executableHeadBytes))));
  }
  return { executables };
}

async function readThin(content: Content, head: Uint8Array): Promise<Executable[]> {
  const order = MACH_O_MAGICS.findIndex((magic) => Buffer.compare(magic, head.subarray(0, 4)) === 0);
  if (order === -1) return [];
  const wide = order % 2 === 1;
  const littleEndian = order >= 2;
  const header = new NumberReader(head, littleEndian);
  const headerBytes = wide ? 32 : 28;
  const size = Math.min(header.u32(20), LIMITS.executableTableBytes);
  const bytes = await content.read(headerBytes, size);
  const commands = new NumberReader(bytes, littleEndian);
  const sections: Section[] = [];
  const segments: Segment[] = [];
  let at = 0;
  for (let count = header.u32(16); count > 0 && at + 8 <= commands.length; count -= 1) {
    const command = commands.u32(at);
    const length = commands.u32(at + 4);
    if (length < 8) break;
    if (command === (wide ? LC_SEGMENT_64 : LC_SEGMENT)) {
      const found = readSegment(bytes, commands, { at, length, wide });
      if (found.segment !== undefined) segments.push(found.segment);
      sections.push(...found.sections);
    }
    at += length;
  }
  return [{ format: "mach-o", content, littleEndian, sections, segments, notes: [] }];
}

interface SegmentPlace {
  readonly at: number;
  readonly length: number;
  readonly wide: boolean;
}

function readSegment(bytes: Uint8Array, numbers: NumberReader, { at, length, wide }: SegmentPlace) {
  const width = wide ? 8 : 4;
  const address = numbers.word(at + 24, width);
  const offset = numbers.word(at + 24 + 2 * width, width);
  const size = numbers.word(at + 24 + 3 * width, width);
  const after = at + 24 + 4 * width;
  const isWritableData = numbers.u32(after) === READ_WRITE && numbers.u32(after + 4) === READ_WRITE;
  // __PAGEZERO is loaded at 0 and has no bytes: it must not stand for those of another.
  const segment: Segment | undefined = size === 0 ? undefined : { address, offset, size, isWritableData };
  const sectionBytes = wide ? 80 : 68;
  const sections: Section[] = [];
  const first = after + 16;
  for (let index = 0; index < numbers.u32(after + 8); index += 1) {
    const place = first + index * sectionBytes;
    if (place + sectionBytes > Math.min(at + length, numbers.length)) break;
    const [name = ""] = byteString(bytes.subarray(place, place + 16)).split("\0", 1);
    const type = numbers.u32(place + 32 + 2 * width + 16) & 0xff;
    if (ZERO_FILLED.has(type)) continue;
    sections.push({
      name,
      offset: numbers.u32(place + 32 + 2 * width),
      size: numbers.word(place + 32 + width, width),
    });
  }
  return { segment, sections };
}
