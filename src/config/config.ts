import type { PolicyPath } from "../model/policy-path.ts";
import type { RuleSet } from "../policy/rules/metadata.ts";
import type { RuleSetting } from "../policy/policy.ts";
import type { RuleData } from "../policy/data/rule-data.ts";
import type { Waiver } from "../policy/waivers/waiver.ts";

/** lumogate.yaml, read and checked. */
export interface Config {
  /** As the user names it; left out when there is none. */
  readonly path?: string;
  /** The user's `.rego` files and folders, relative to the current directory, and addresses of policy bundles. */
  readonly policies: readonly PolicyPath[];
  /** The set of shipped rules that judge also where `rules` does not name them. */
  readonly extends: RuleSet;
  /** Whether what is of no effect, such as a waiver that matches nothing, is an error. */
  readonly strict: boolean;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly acceptedGaps: readonly AcceptedGap[];
  readonly waivers: readonly Waiver[];
  /** How many days ahead a waiver may end. */
  readonly waiverDays: number;
  /** What rules of the user's read as `data.config`; `--data` adds to it. */
  readonly data: RuleData;
}

export interface AcceptedGap {
  readonly code: string;
  /** Only the gap at this path; left out: wherever it is. */
  readonly path?: string;
  readonly reason: string;
}
