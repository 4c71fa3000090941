import { catalogueOf } from "../../policy/rules/catalogue.ts";
import type { Rule } from "../../policy/policy.ts";
import type { PolicySet } from "../../policy/rules/policy-set.ts";
import { loadShippedPolicy } from "../../policy/rules/shipped.ts";

/** The rules of one set, whatever a configuration would make of them, sorted by id. */
export function rulesIn(set: PolicySet): readonly Rule[] {
  return catalogueOf([set], { settings: new Map(), extends: "none", scope: "all" }).rules;
}

/** The rules that lumogate ships. */
export async function shippedRules(): Promise<readonly Rule[]> {
  return rulesIn(await loadShippedPolicy());
}
