import type { PolicyBundle } from "../bundles/bundle.ts";
import type { Depth } from "../model/depth.ts";
import type { RuleExplanation } from "../model/explanation.ts";
import type { Evidence, Inventory, Scope } from "../model/inventory.ts";
import type { PolicyPath } from "../model/policy-path.ts";
import type { PolicySource, RuleFinding, Severity, SourceLocation } from "../model/report.ts";
import type { RuleMetadata, RuleSet } from "./rules/metadata.ts";
import type { RuleData } from "./data/rule-data.ts";

/** What the user's configuration says of one rule. */
export interface RuleSetting {
  readonly off: boolean;
  /** Overrides the rule's own severity. */
  readonly severity?: Severity;
  /** Goes to the rule as `data.settings["<rule id>"]`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Where the configuration says so; errors about the setting point there. */
  readonly location?: SourceLocation;
  /** Where in the configuration a value of the settings stands, or its key. */
  locate?(path: readonly (string | number)[], at: "key" | "value"): SourceLocation;
}

export interface PolicyRequest {
  /** The user's `.rego` files and folders, as given; error messages name them so. */
  readonly paths: readonly PolicyPath[];
  /** The user's policies that were fetched. */
  readonly bundles: readonly PolicyBundle[];
  /** What relative paths are relative to. */
  readonly baseDirectory: string;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The set of shipped rules that judge also where nobody configures them. */
  readonly extends: RuleSet;
  /** How far images are looked at. */
  readonly scope: Scope;
  /** What rules read as `data.config`. */
  readonly data: RuleData;
  /** What rules take for now. */
  readonly effectiveTime: Date;
  /** Compiled user policies are kept here; left out: no cache. */
  readonly cacheDirectory?: string;
  readonly signal: AbortSignal;
}

/** Rules ready to judge. Whoever prepares them closes them. */
export interface Policy {
  readonly sources: readonly PolicySource[];
  /** Every rule known: shipped and the user's, active or off, sorted by id. */
  readonly rules: readonly Rule[];
  /** What the active rules need of an inventory that it has only on demand. */
  readonly needs: Depth;
  /** Evaluates all active rules. Throws a LumogateError where a rule cannot be trusted to have answered. */
  judge(inventory: Inventory, target: string): Promise<readonly RuleFinding[]>;
  /**
   * Why a rule did or did not fire.
   *
   * @param id one of `rules`
   */
  explain(id: string, inventory: Inventory): Promise<RuleExplanation>;
  close(): Promise<void>;
}

export interface Rule {
  /** The Rego package's path, plus what follows `deny_`: `packages.banned`. */
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly origin: string;
  readonly severity: Severity;
  readonly reads: readonly Evidence[];
  /** What it says of itself under `custom`. */
  readonly metadata: RuleMetadata;
  /** Where it is written. */
  readonly place: SourceLocation;
  /** Off by configuration, or a shipped rule that neither `extends` nor a setting brings. */
  readonly active: boolean;
  /** Why a rule that `extends` would bring does not judge here; a clause. */
  readonly offBecause?: string;
}
