import type { RuleSetting } from "../policy/policy.ts";

/** lumogate.yaml, read and checked. */
export interface Config {
  /** As the user names it; left out when there is none. */
  readonly path?: string;
  /** The user's `.rego` files and folders, relative to the current directory. */
  readonly policies: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly acceptedGaps: readonly AcceptedGap[];
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AcceptedGap {
  readonly code: string;
  /** Only the gap at this path; left out: wherever it is. */
  readonly path?: string;
  readonly reason: string;
}
