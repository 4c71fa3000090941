/**
 * How far an inventory goes beyond what is in the image: what it says only on demand, since it can cost more than all the
 * rest.
 */
export interface Depth {
  /** Which step brought each package. */
  readonly origins: Need;
  /** Which packages come from the base image: told by their origins. */
  readonly base: Need;
  /** What each layer added, changed, removed. */
  readonly changes: Need;
  /** Who has signed it, and what is attested of it: asked of its registry. */
  readonly signatures: Need;
}

/**
 * `asked` for by the user, or by a rule that may look it up; `needed` by a rule that names it, and so cannot be judged
 * without: that it cannot be told is a gap then, and stands in the rule's way.
 */
export type Need = "no" | "asked" | "needed";
