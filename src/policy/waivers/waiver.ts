import type { SourceLocation } from "../../model/report.ts";

/** One of the `waivers` in lumogate.yaml: that what a rule finds about a subject shall not fail for a while. */
export interface Waiver {
  readonly rule: string;
  /** A glob over what findings are about (see `waiverSubject`). */
  readonly subject: string;
  /** Globs over the image's names and digests; left out: on every image. */
  readonly images?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  readonly until: string;
  /** Where one of its keys stands; without a key, where it begins. */
  readonly place: (key?: WaiverKey) => SourceLocation;
}

export type WaiverKey = "rule" | "subject" | "images" | "reason" | "owner" | "until";

/**
 * What a waiver has to name to be about a finding: its subject, or its whole message where the rule gave none. So two
 * findings of one rule that differ are never waived by one text.
 */
export function waiverSubject({
  subject,
  message,
}: {
  readonly subject?: string;
  readonly message: string;
}): string {
  return subject ?? message;
}
