import type { Content } from "./content.ts";

/**
 * What somebody wants of the files of an image, told beforehand: a layer, or an engine's export, comes by only once, and
 * what nobody asked for is not kept.
 */
export interface Extractor {
  /** Part of the key of facts that are cached: raised whenever the same file would give something else. */
  readonly version: string;
  /** Whether a file's content is to be kept as it is, by its path in the layer without the leading slash. */
  readonly wanted: (path: string) => boolean;
  /** Of how many first bytes `claims` has to know; 0 where nothing is extracted. */
  readonly headBytes: number;
  /** Whether something may be extracted of a file. Asked of each file, so it has to be quick. */
  claims(file: SeenFile): boolean;
  /**
   * What there is to say of a file: all that is kept of it, and told again for its tree entry, in this run or, from the cache, in
   * another.
   *
   * @returns bytes that mean something to whoever made the extractor; undefined for nothing
   * @throws only what reading the content throws
   */
  extract(file: SeenFile, content: Content): Promise<Uint8Array | undefined>;
}

/** A file on its way. */
export interface SeenFile {
  /** In the layer, without the leading slash; a byte string. */
  readonly path: string;
  /** Permission bits: 0o7777 at most. */
  readonly mode: number;
  readonly size: number;
  /** Its first `headBytes` bytes, or all of it. */
  readonly head: Uint8Array;
}
