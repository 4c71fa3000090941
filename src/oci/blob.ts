/** Stored bytes that can be read as often as needed: a layer, a manifest, a config, wherever it lies. */
export interface Blob {
  /** For messages: `layer 3 of app.tar`. */
  readonly what: string;
  /** The digest that the bytes must have, `sha256:…`; left out where the source names none (docker-archive). */
  readonly digest?: string;
  /** Bytes, stored; they must be as many. */
  readonly size: number;
  /** Whether reading a range costs that range only, and not all that lies before it. */
  readonly isSeekable: boolean;
  /** Reads anew, from one position up to another; without them, all of it. Verifies nothing. */
  open(from?: number, to?: number): AsyncIterable<Uint8Array>;
  /**
   * Throws what opening it would, and `blob.size` where it is of another size, without reading a byte: for whoever knows
   * its content already. Left out where that takes a request.
   */
  check?(): Promise<void>;
}
