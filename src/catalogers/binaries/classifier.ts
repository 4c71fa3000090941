/** One row of what is known about programs that no package manager brought: how their version is found in their bytes. */
export interface Classifier {
  /** The package's name, as package URLs of type `generic` have it. */
  readonly name: string;
  /** File names, or the last parts of paths, in which it is looked for; `*` and `?` as in a shell. */
  readonly files: readonly string[];
  /** One is enough; the first in the file counts. */
  readonly evidence: readonly Evidence[];
  /** True for a text. The others are looked for only where the content is none: a script may name any version. */
  readonly isText?: boolean;
}

/** What is searched as bytes, and then looked at closely. So a program of 200 MB costs no more than its reading. */
export interface Evidence {
  /** The bytes to search, one character each; or how they follow from the file's name. */
  readonly anchor: string | ((fileName: string) => string | undefined);
  /**
   * Matched against a window around the anchor, one character per byte, from EVIDENCE_BEFORE bytes before it to EVIDENCE_BEHIND bytes
   * behind its start. Its first group is the version. What it repeats is bounded, and nothing is repeated within a repetition.
   */
  readonly pattern: RegExp;
}

export const EVIDENCE_BEFORE = 64;
export const EVIDENCE_BEHIND = 256;
