import { LIMITS } from "../limits.ts";
import { byteString } from "../text.ts";
import type { Blob } from "./blob.ts";
import { ByteReader } from "./byte-reader.ts";
import { addExtension, describeMember, type Extensions, isExtension, type TarMember } from "./tar-member.ts";
import { BLOCK_BYTES, isZero, parseTarHeader, type TarHeader } from "./tar-header.ts";
import { type ArchivePlace, malformed, overLimit, truncated } from "./tar-failure.ts";

export type { TarEntryType } from "./tar-member.ts";

export interface TarEntry extends TarMember {
  /** Where in the archive the content begins. */
  readonly offset: number;
  /** The content, once, before the next entry is asked for; what is not read is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TarOptions {
  /**
   * Whether an archive may end without the blocks of zeros that mark its end, as runtimes take it. Without them, an
   * archive that was cut between two members is shorter and sound: only for what has a digest.
   */
  readonly endMark?: "required" | "optional";
}

/**
 * Reads a tar, strictly: where readers in use disagree about what an archive holds, it is refused. Reads a stream to its
 * very end, so that a digest taken on the way covers all of it; of a blob that can be read at any place, large
 * contents that nobody asks for are not read.
 *
 * @param what the archive, for messages: `layer 3 of app.tar`
 * @throws LumogateError `tar.malformed`, `tar.truncated`, `tar.limit`
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array> | Blob,
  what: string,
  { endMark = "required" }: TarOptions = {},
): AsyncGenerator<TarEntry> {
  const reader = new ByteReader(source);
  try {
    let extensions: Extensions = {};
    let entries = 0;
    for (;;) {
      const place: ArchivePlace = { what, position: reader.position };
      // Most blocks are there already, and waiting for what is there takes longer than reading it.
      const block = reader.atHand(BLOCK_BYTES) ?? (await reader.exactly(BLOCK_BYTES));
      const header = block.length === BLOCK_BYTES ? parseTarHeader(block) : undefined;
      if (typeof header === "string") throw malformed(place, `there is no header there: ${header}`);
      if (header === undefined) {
        const isEnd = block.length === BLOCK_BYTES || (block.length === 0 && endMark === "optional");
        if (!isEnd || Object.keys(extensions).length > 0)
          throw truncated({ what, position: reader.position });
        await expectEnd(reader, what);
        return;
      }
      if (isExtension(header.typeFlag)) {
        const text = await readExtension(reader, header, place);
        extensions = addExtension(extensions, header.typeFlag, text, place);
        continue;
      }
      entries += 1;
      if (entries > LIMITS.tarEntries)
        throw overLimit(place, "tarEntries", `more than ${LIMITS.tarEntries} entries`);
      const member = describeMember(header, extensions, place);
      extensions = {};
      const offset = reader.position;
      yield { ...member, offset, body: body(reader, offset + member.size, what) };
      const end = offset + padded(member.size);
      if (!reader.skipAtHand(end) && !(await reader.skipTo(end)))
        throw truncated({ what, position: reader.position });
    }
  } finally {
    await reader.close();
  }
}

async function readExtension(reader: ByteReader, { size }: TarHeader, place: ArchivePlace): Promise<string> {
  // The size is the extension's own. A pax header before it speaks of the member, not of other extensions
  // (CVE-2026-53655): read otherwise, what follows is taken for another member.
  if (size > LIMITS.tarHeaderBytes)
    throw overLimit(place, "tarHeaderBytes", `an extended header of ${size} bytes`);
  const bytes = await reader.exactly(padded(size));
  if (bytes.length < padded(size)) throw truncated({ ...place, position: reader.position });
  // To some readers a name ends with a NUL, wherever that is.
  if (!isZero(bytes.subarray(size))) throw malformed(place, "an extended header that goes on behind its end");
  return byteString(bytes.subarray(0, size));
}

async function* body(reader: ByteReader, end: number, what: string): AsyncGenerator<Uint8Array> {
  yield* reader.until(end);
  if (reader.position < end) throw truncated({ what, position: reader.position });
}

/**
 * An archive ends with a block of zeros, mostly two, and is filled up with more. What runtimes do not read may be there
 * only if it is the table of contents that BuildKit puts behind the end of an eStargz layer.
 */
async function expectEnd(reader: ByteReader, what: string): Promise<void> {
  for (let tables = 0; ;) {
    const position = reader.position;
    const block = await reader.exactly(BLOCK_BYTES);
    if (block.length === 0) return;
    if (isZero(block)) {
      reader.skipZerosAtHand(PADDING_BYTES);
      continue;
    }
    const header = block.length === BLOCK_BYTES ? parseTarHeader(block) : undefined;
    const isTable =
      typeof header === "object" && header.name === "stargz.index.json" && header.typeFlag === "0";
    tables += 1;
    if (!isTable || tables > 1) throw malformed({ what, position }, "data after the archive's end");
    if (!(await reader.skipTo(reader.position + padded(header.size))))
      throw truncated({ what, position: reader.position });
  }
}

/** Zeros behind the end are compared so many at a time: a gigabyte of them may be packed into nothing. */
const PADDING_BYTES = 16 * BLOCK_BYTES;

/** Contents are filled up to whole blocks. */
function padded(size: number): number {
  return Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
}
