import type { ByteReader } from "./byte-reader.ts";
import { truncated } from "./failure.ts";
import type { TarEntryType, TarMember } from "./member.ts";

/** A member whose content comes by, once: its content is to be had until the next member is asked for. */
export interface TarEntry extends TarMember {
  /** Where in the archive the content begins. */
  readonly offset: number;
  /** The content; what is not read is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * The first bytes of the content, or all of it where it has fewer; `body` begins with them all the same.
   *
   * @returns at once where they are there already; fewer where the archive ends before
   */
  peek(length: number): Uint8Array | Promise<Uint8Array>;
}

/** A member at which a reader stands. */
export class PassingMember implements TarEntry {
  readonly type: TarEntryType;
  readonly name: string;
  readonly linkName: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly major: number;
  readonly minor: number;
  readonly capabilities?: string;
  readonly offset: number;
  readonly #reader: ByteReader;
  readonly #what: string;

  constructor(member: TarMember, offset: number, reader: ByteReader, what: string) {
    this.type = member.type;
    this.name = member.name;
    this.linkName = member.linkName;
    this.size = member.size;
    this.mode = member.mode;
    this.uid = member.uid;
    this.gid = member.gid;
    this.major = member.major;
    this.minor = member.minor;
    if (member.capabilities !== undefined) this.capabilities = member.capabilities;
    this.offset = offset;
    this.#reader = reader;
    this.#what = what;
  }

  get body(): AsyncIterable<Uint8Array> {
    return bodyOf(this.#reader, this.offset + this.size, this.#what);
  }

  peek(length: number): Uint8Array | Promise<Uint8Array> {
    return this.#reader.peek(Math.min(length, this.size));
  }
}

async function* bodyOf(reader: ByteReader, end: number, what: string): AsyncGenerator<Uint8Array> {
  yield* reader.until(end);
  if (reader.position < end) throw truncated({ what, position: reader.position });
}
