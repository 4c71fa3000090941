/**
 * What lies beside an image and may be about it: signatures, attestations. Nothing here is verified: whoever may write to
 * the repository can attach what he likes.
 */
export interface Attachments {
  /** For messages: `registry.example/app`. */
  readonly what: string;
  /** Digests that stand for this image: its manifest's, and that of the index it was chosen from. */
  readonly subjects: readonly string[];
  /**
   * All of them, of every kind that lumogate reads, in an order that only depends on what there is.
   *
   * @throws LumogateError where it cannot be told: that is never the same as "none"
   */
  list(): Promise<readonly Attachment[]>;
}

/** One document. */
export interface Attachment {
  readonly mediaType: string;
  /** Its digest, `sha256:…`, to which what is read of it is held. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** As the manifest has them that holds it: where cosign keeps a signature. */
  readonly annotations: ReadonlyMap<string, string>;
  /** The digest that it was found beside: one of the image's. */
  readonly subject: string;
  /** @throws LumogateError where it cannot be had */
  read(): Promise<Uint8Array>;
}
