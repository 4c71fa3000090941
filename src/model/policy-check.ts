import type { ReportedError } from "./report.ts";

/** What `lumogate policy check` tells, as one document. */
export interface PolicyCheckReport {
  readonly schema: typeof POLICY_CHECK_SCHEMA;
  readonly outcome: "passed" | "failed";
  /** 2 where rules could not judge anything; with `--strict`, also where there are warnings. */
  readonly exitCode: 0 | 2;
  /** Ids of the rules that were found, sorted; none where there are errors. */
  readonly rules: readonly string[];
  /** What keeps a rule or a test from being compiled; sorted by place. */
  readonly errors: readonly ReportedError[];
  /** What compiles, and is hardly meant; codes begin with `lint.`. Sorted by place. */
  readonly warnings: readonly ReportedError[];
}

export const POLICY_CHECK_SCHEMA = "lumogate/policy-check/v1";
