/** How far a signature proves anything: all of it was verified here, with the keys and the roots of lumogate.yaml. */
export interface Proof {
  /** By a key that lumogate.yaml names, or by a certificate that a trusted authority gave to an identity; left out where it is neither. */
  readonly kind?: "key" | "keyless";
  /** Whether somebody trusted has signed it, and it is about this image. */
  readonly verified: boolean;
  /** The digest that was signed: the image's manifest's, or its index's. Where nothing is verified, the one that it is attached to. */
  readonly digest: string;
  /** The key that verified it, by its name in lumogate.yaml. */
  readonly key?: string;
  /** Who vouches for the identity: the OIDC issuer in the certificate. */
  readonly issuer?: string;
  /** Who signed: the certificate's subject, an email address or the URL of a workflow. */
  readonly identity?: string;
  /** Whether a transparency log has it, by a proof that was verified. */
  readonly transparency: boolean;
  /** When the log took it in, RFC 3339. */
  readonly integratedTime?: string;
  /** Why it is not verified: a sentence. */
  readonly problem?: string;
}

export type SignatureFact = Proof;

/** A statement about the image (in-toto). What it says is a claim of who signed it, or of anybody where it is not verified. */
export interface AttestationFact extends Proof {
  /** What kind of statement it is: `https://slsa.dev/provenance/v1`; left out where it cannot be read. */
  readonly predicateType?: string;
  /** Provenance: who built the image. */
  readonly builder?: string;
  /** Provenance: what it was built from. */
  readonly source?: BuildSource;
}

export interface BuildSource {
  /** `git+https://github.com/acme/app@refs/heads/main`, as the provenance has it. */
  readonly uri: string;
  /** By algorithm: `{ "sha1": "…" }`, `{ "gitCommit": "…" }`; left out where it says none. */
  readonly digest?: Readonly<Record<string, string>>;
}
