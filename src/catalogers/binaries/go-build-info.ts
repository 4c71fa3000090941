import { LIMITS } from "../../limits.ts";
import { byteString } from "../../text.ts";
import { rangeAt, type Executable, type FileRange } from "./executable.ts";
import { NumberReader } from "./number-reader.ts";

/** What Go's linker wrote into a program about its making. Byte strings. */
export interface GoBuildInfo {
  /** `go1.22.3`, `go1.22.3 X:boringcrypto`, `devel go1.23-8c2d Tue Jan 2`. */
  readonly goVersion: string;
  /** Lines of module information; empty for a program that was built without modules. */
  readonly modules: string;
}

const MAGIC = "\xff Go buildinf:";
const MAGIC_BYTES = Buffer.from(MAGIC, "latin1");
const ALIGNMENT = 16;
const HEADER_BYTES = 32;
/** Flags behind the magic and the width of pointers. */
const BIG_ENDIAN = 1;
const INLINE = 2;
/** Module information stands between two marks of this length (cmd/go/internal/modload, infoStart and infoEnd). */
const SENTINEL_BYTES = 16;
/** At this length of piece the data is searched; the magic is aligned, so it lies in one of them. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Finds and reads a Go program's build information as Go's own debug/buildinfo does: in the section that is for it, or
 * where there is none, in the first data segment that can be written.
 *
 * @returns undefined where there is none; a problem where there is one and it cannot be read
 */
export async function readGoBuildInfo(
  executable: Executable,
): Promise<GoBuildInfo | { readonly problem: string } | undefined> {
  const place = placeToSearch(executable);
  const at = place === undefined ? undefined : await findMagic(executable, place);
  if (at === undefined) return undefined;
  const header = await executable.content.read(at, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return { problem: "the build information of Go is cut off." };
  const flags = header[15] ?? 0;
  const [goVersion, modules] =
    (flags & INLINE) === 0
      ? await readPointed(executable, header)
      : await readInline(executable, at + HEADER_BYTES);
  if (goVersion === undefined || goVersion === "" || modules === undefined)
    return { problem: "the build information of Go cannot be read." };
  return { goVersion, modules: withoutSentinels(modules) };
}

/** Sections that every Go program has, whether or not build information is where we expect it. */
const GO_SECTIONS = new Set([".gopclntab", ".note.go.buildid", "__gopclntab"]);

function placeToSearch(executable: Executable): FileRange | undefined {
  const { sections, segments, format } = executable;
  const own = sections.find(({ name }) => name === ".go.buildinfo" || name === "__go_buildinfo");
  if (own !== undefined) return own;
  // A PE never has a section for it. Data of every C library is not worth searching: it has sections, and none of Go's.
  const isNotGo = sections.length > 0 && !sections.some(({ name }) => GO_SECTIONS.has(name));
  if (format !== "pe" && isNotGo) return undefined;
  return segments.find(({ isWritableData }) => isWritableData);
}

async function findMagic({ content }: Executable, place: FileRange): Promise<number | undefined> {
  const end = Math.min(place.offset + place.size, content.size);
  for (let at = place.offset; at < end; at += PIECE_BYTES) {
    const bytes = await content.read(at, Math.min(PIECE_BYTES, end - at));
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let found = piece.indexOf(MAGIC_BYTES);
    while (found !== -1 && found % ALIGNMENT !== 0) found = piece.indexOf(MAGIC_BYTES, found + 1);
    if (found !== -1) return at + found;
  }
  return undefined;
}

type Strings = readonly [goVersion: string | undefined, modules: string | undefined];

/** Since Go 1.18: both strings right behind the header, each after its length. */
async function readInline({ content }: Executable, at: number): Promise<Strings> {
  const version = await readCounted(content, at);
  const modules = version === undefined ? undefined : await readCounted(content, version.end);
  return [version?.text, modules?.text];
}

async function readCounted(content: Executable["content"], at: number) {
  const bytes = await content.read(at, 10);
  let length = 0;
  for (const [index, byte] of bytes.entries()) {
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      const start = at + index + 1;
      const text = await readText(content, start, length);
      return text === undefined ? undefined : { text, end: start + length };
    }
  }
  return undefined;
}

/** Until Go 1.17: pointers to two Go strings, each of which is a pointer to bytes and a length. */
async function readPointed(executable: Executable, header: Uint8Array): Promise<Strings> {
  const width = header[14] ?? 0;
  if (width !== 4 && width !== 8) return [undefined, undefined];
  const littleEndian = ((header[15] ?? 0) & BIG_ENDIAN) === 0;
  const numbers = new NumberReader(header, littleEndian);
  const read = async (pointer: number): Promise<string | undefined> => {
    const place = rangeAt(executable, pointer);
    if (place === undefined || place.size < 2 * width) return undefined;
    const string = new NumberReader(await executable.content.read(place.offset, 2 * width), littleEndian);
    const length = string.word(width, width);
    if (length === 0) return "";
    const text = rangeAt(executable, string.word(0, width));
    return text === undefined || text.size < length
      ? undefined
      : readText(executable.content, text.offset, length);
  };
  // A program without modules has an empty second string, or no pointer to one.
  const modules = numbers.word(16 + width, width);
  return [await read(numbers.word(16, width)), modules === 0 ? "" : await read(modules)];
}

async function readText(
  content: Executable["content"],
  at: number,
  length: number,
): Promise<string | undefined> {
  if (length > LIMITS.goBuildInfoBytes) return undefined;
  const bytes = await content.read(at, length);
  return bytes.length === length ? byteString(bytes) : undefined;
}

function withoutSentinels(modules: string): string {
  const isFramed = modules.length > 2 * SENTINEL_BYTES && modules.at(-SENTINEL_BYTES - 1) === "\n";
  return isFramed ? modules.slice(SENTINEL_BYTES, -SENTINEL_BYTES) : "";
}
