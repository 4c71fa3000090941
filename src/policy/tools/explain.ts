import { nanoseconds } from "../../dates.ts";
import { LIMITS } from "../../limits.ts";
import type { RuleExplanation } from "../../model/explanation.ts";
import type { Inventory } from "../../model/inventory.ts";
import { askCompiler } from "../compile/compile.ts";
import { broken } from "../compile/run.ts";
import type { PolicySet } from "../rules/policy-set.ts";
import type { Rule } from "../policy.ts";

export interface ExplainRequest {
  readonly rule: Rule;
  /** Where the rule's clauses are in a result: `lumogate.packages.banned/deny`; none where it is off. */
  readonly keys: readonly string[];
  /** The set that the rule is of. */
  readonly set: PolicySet | undefined;
  readonly inventory: Inventory;
  /** All of `data`, as the rules judge by it. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly effectiveTime: Date;
  readonly signal: AbortSignal;
}

/**
 * Evaluates one rule once more with OPA's own evaluator, which can be watched.
 *
 * @throws LumogateError `policy.*`
 */
export async function explainRule(request: ExplainRequest): Promise<RuleExplanation> {
  const { rule, keys, set, inventory, data, effectiveTime, signal } = request;
  if (!rule.active || set === undefined)
    return { rule: rule.id, offBecause: rule.offBecause ?? offBecause(rule), clauses: [], reads: [] };
  const compile = await set.sourcesToCompile();
  const asked = {
    ...compile,
    explain: keys,
    input: inventory,
    data,
    nowNs: String(nanoseconds(effectiveTime)),
  };
  const { explanation } = (await askCompiler("explain", asked, {
    deadlineMs: LIMITS.compileMs,
    hostBuiltins: compile.hostBuiltins.map(({ name }) => name),
    signal,
  })) as { readonly explanation?: Omit<RuleExplanation, "rule"> };
  if (explanation === undefined) throw broken("it answered with neither an explanation nor an error");
  return { rule: rule.id, ...explanation };
}

function offBecause({ origin }: Rule): string {
  return origin === "shipped"
    ? "neither extends nor rules in lumogate.yaml switch it on, or rules switches it off"
    : "rules in lumogate.yaml switches it off";
}
