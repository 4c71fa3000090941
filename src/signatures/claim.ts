/** What a document says, before anybody has looked who signed it. */
export type Claim =
  | { readonly kind: "signature"; readonly digests: readonly string[] }
  | {
      readonly kind: "attestation";
      readonly predicateType: string;
      /** What it is about: `sha256:…`. */
      readonly digests: readonly string[];
      readonly predicate: unknown;
    };

/** A document that cannot be what it is to be. The message is a sentence, without anything of the document's. */
export class UnreadableDocument extends Error {}
