import { LIMITS } from "../limits.ts";
import { type Content, memoryContent } from "../model/content.ts";
import type { Extractor, SeenFile } from "../model/extractor.ts";
import { byteString } from "../text.ts";
import { tooMuch } from "./too-much.ts";
import { spooled } from "./spool.ts";
import type { File } from "./tree.ts";

/** The content of a file that comes by, as a tar's reader has it. */
export interface PassingContent {
  /** Its first bytes; at once where they are there already. */
  peek(length: number): Uint8Array | Promise<Uint8Array>;
  /** All of it, in pieces. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Runs an extractor over the files of an image, in whatever layers they come by, and puts what it finds beside them. */
export class Extraction {
  readonly extractor: Extractor;
  #bytesLeft: number = LIMITS.extractBytes;
  /** Large files are looked into one after the other, though their layers are read at the same time. */
  #large: Promise<unknown> = Promise.resolve();

  constructor(extractor: Extractor) {
    this.extractor = extractor;
  }

  /**
   * @param path in the layer, without the leading slash; a byte string
   * @returns undefined, at once, where there is nothing to say of the file
   * @throws LumogateError `image.limit`, `temporary.file`; what reading the file throws
   */
  look(file: File, path: string, content: PassingContent): undefined | Promise<void> {
    const { headBytes } = this.extractor;
    if (headBytes === 0) return undefined;
    const head = content.peek(headBytes);
    if (head instanceof Promise) return head.then((bytes) => this.#lookAt(file, path, bytes, content));
    return this.#lookAt(file, path, head, content);
  }

  /** The same for a file of which any part can be had at any time. */
  async lookInto(file: File, path: string, content: Content): Promise<void> {
    const { headBytes } = this.extractor;
    if (headBytes > 0) await this.#lookAt(file, path, await content.read(0, headBytes), content);
  }

  /** Counts what is kept of files. @throws LumogateError `image.limit` */
  count(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft < 0)
      throw tooMuch("has files in which too much was found", LIMITS.extractBytes, "extractBytes");
  }

  #lookAt(
    file: File,
    path: string,
    head: Uint8Array,
    content: PassingContent | Content,
  ): undefined | Promise<void> {
    const seen = { path, mode: file.attributes.mode, size: file.size, head };
    return this.extractor.claims(seen) ? this.#extract(file, seen, content) : undefined;
  }

  async #extract(file: File, seen: SeenFile, content: PassingContent | Content): Promise<void> {
    const { size } = file;
    if (size > LIMITS.spooledBytes && "peek" in content) {
      const bound = `${LIMITS.spooledBytes} (limit spooledBytes)`;
      file.unread = `It has ${size} bytes, more than ${bound}, so nobody looked into it.`;
      return;
    }
    const work = (): Promise<Uint8Array | undefined> => this.#ofContent(seen, content);
    const extract = await (size > SMALL_BYTES ? this.#inTurn(work) : work());
    if (extract === undefined) return;
    this.count(extract.length);
    file.extract = byteString(extract);
  }

  async #ofContent(seen: SeenFile, content: PassingContent | Content): Promise<Uint8Array | undefined> {
    const extract = (all: Content): Promise<Uint8Array | undefined> => this.extractor.extract(seen, all);
    if ("read" in content) return extract(content);
    if (seen.size > LIMITS.contentBytes) return spooled(content.body, seen.size, extract);
    const bytes = await content.peek(seen.size);
    // Cut short: whoever reads on says so.
    return bytes.length < seen.size ? undefined : extract(memoryContent(bytes));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#large.then(work);
    this.#large = result.catch(() => undefined);
    return result;
  }
}

/** As much as comes by in a piece or a few: that many layers may hold one each. */
const SMALL_BYTES = 1024 * 1024;
