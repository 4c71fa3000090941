import type { Inventory } from "../../model/inventory.ts";
import type { CompiledRule } from "../compile/contract.ts";

/**
 * The inventory without the parts that no active rule can reach: to hand over and parse what nobody reads takes longer than
 * most rules do. What a rule can reach is told by the compiler; `*`, a rule that may reach anything, keeps all. A rule sees
 * the same with and without.
 *
 * @param rules all that are active, whatever policy they belong to
 */
export function pruned(
  inventory: Inventory,
  rules: readonly Pick<CompiledRule, "reads">[],
): Partial<Inventory> {
  const read = new Set(rules.flatMap(({ reads }) => reads));
  if (read.has("*")) return inventory;
  return Object.fromEntries(Object.entries(inventory).filter(([part]) => read.has(part)));
}
