import { LIMITS } from "../../limits.ts";
import { byteString } from "../../text.ts";
import type { Blob } from "../blob.ts";
import { ByteReader } from "./byte-reader.ts";
import { PassingMember, type TarEntry } from "./entry.ts";
import { type ArchivePlace, malformed, overLimit, truncated } from "./failure.ts";
import { BLOCK_BYTES, isZero, parseTarHeader, type TarHeader } from "./header.ts";
import { addExtension, describeMember, isExtension, NO_EXTENSIONS } from "./member.ts";

export type { TarEntry } from "./entry.ts";
export type { TarEntryType } from "./member.ts";

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
  options: TarOptions = {},
): AsyncGenerator<TarEntry> {
  const tar = new TarReader(source, what, options);
  try {
    for (;;) {
      const next = tar.next();
      const entry = next instanceof Promise ? await next : next;
      if (entry === undefined) return;
      yield entry;
    }
  } finally {
    await tar.close();
  }
}

/**
 * `readTar` for whoever reads a great many members: most of them are there already when they are asked for, and waiting
 * for what is there takes longer than reading it.
 */
export class TarReader {
  readonly #reader: ByteReader;
  readonly #what: string;
  readonly #endMark: TarOptions["endMark"];
  #extensions = NO_EXTENSIONS;
  #entries = 0;
  /** Where the next header is. */
  #next = 0;
  #isOver = false;

  constructor(
    source: AsyncIterable<Uint8Array> | Blob,
    what: string,
    { endMark = "required" }: TarOptions = {},
  ) {
    this.#reader = new ByteReader(source);
    this.#what = what;
    this.#endMark = endMark;
  }

  /**
   * @returns the next member, at once where it is there already; undefined at the end
   * @throws LumogateError `tar.malformed`, `tar.truncated`, `tar.limit`; what the source throws
   */
  next(): TarEntry | undefined | Promise<TarEntry | undefined> {
    return this.#atHand() ?? (this.#isOver ? undefined : this.#awaited());
  }

  /** Tells the source that no more of it is wanted. */
  close(): Promise<void> {
    return this.#reader.close();
  }

  /** @returns undefined where there is something to wait for, or nothing more */
  #atHand(): TarEntry | undefined {
    const reader = this.#reader;
    while (reader.skipAtHand(this.#next)) {
      const place = { what: this.#what, position: reader.position };
      const block = reader.peekAtHand(BLOCK_BYTES);
      const header = block === undefined ? undefined : headerOf(block, place);
      if (header === undefined) return undefined;
      if (!isExtension(header.typeFlag)) return this.#member(header, place);
      const length = extensionBytes(header, place);
      const extension = reader.atHand(BLOCK_BYTES + length);
      if (extension === undefined) return undefined;
      const text = extensionText(extension.subarray(BLOCK_BYTES), header, place);
      this.#extensions = addExtension(this.#extensions, header.typeFlag, text, place);
      this.#next = reader.position;
    }
    return undefined;
  }

  async #awaited(): Promise<TarEntry | undefined> {
    const reader = this.#reader;
    const what = this.#what;
    for (;;) {
      if (!(await reader.skipTo(this.#next))) throw truncated({ what, position: reader.position });
      const place = { what, position: reader.position };
      const block = await reader.peek(BLOCK_BYTES);
      const header = block.length < BLOCK_BYTES ? undefined : headerOf(block, place);
      if (header === undefined) return await this.#end(block.length);
      if (isExtension(header.typeFlag)) {
        const length = BLOCK_BYTES + extensionBytes(header, place);
        const extension = await reader.peek(length);
        if (extension.length < length) throw truncated({ what, position: place.position + extension.length });
      }
      const entry = this.#atHand();
      if (entry !== undefined) return entry;
    }
  }

  #member(header: TarHeader, place: ArchivePlace): TarEntry {
    this.#entries += 1;
    if (this.#entries > LIMITS.tarEntries)
      throw overLimit(place, "tarEntries", `more than ${LIMITS.tarEntries} entries`);
    const member = describeMember(header, this.#extensions, place);
    this.#extensions = NO_EXTENSIONS;
    const offset = place.position + BLOCK_BYTES;
    this.#reader.skipAtHand(offset);
    this.#next = offset + padded(member.size);
    return new PassingMember(member, offset, this.#reader, this.#what);
  }

  /** @param left how many bytes there are before the stream's end: none, or a block of zeros, or too few for a block */
  async #end(left: number): Promise<undefined> {
    const isEnd = left === BLOCK_BYTES || (left === 0 && this.#endMark === "optional");
    if (!isEnd || this.#extensions !== NO_EXTENSIONS)
      throw truncated({ what: this.#what, position: this.#reader.position + left });
    await expectEnd(this.#reader, this.#what);
    this.#isOver = true;
  }
}

/** @returns undefined for a block of zeros */
function headerOf(block: Uint8Array, place: ArchivePlace): TarHeader | undefined {
  const header = parseTarHeader(block);
  if (typeof header === "string") throw malformed(place, `there is no header there: ${header}`);
  return header;
}

/**
 * The size is the extension's own. A pax header before it speaks of the member, not of other extensions
 * (CVE-2026-53655): read otherwise, what follows is taken for another member.
 */
function extensionBytes({ size }: TarHeader, place: ArchivePlace): number {
  if (size > LIMITS.tarHeaderBytes)
    throw overLimit(place, "tarHeaderBytes", `an extended header of ${size} bytes`);
  return padded(size);
}

function extensionText(bytes: Uint8Array, { size }: TarHeader, place: ArchivePlace): string {
  // To some readers a name ends with a NUL, wherever that is.
  if (!isZero(bytes.subarray(size))) throw malformed(place, "an extended header that goes on behind its end");
  return byteString(bytes.subarray(0, size));
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
