import type { OpenImage } from "../model/image.ts";
import type { Gap, Inventory } from "../model/inventory.ts";

/**
 * Says what each layer did to the tree below it.
 *
 * @param isNeeded whether a rule reads it: that it cannot be told then stands in its way
 */
export async function withChanges(
  inventory: Inventory,
  { history }: OpenImage,
  isNeeded: boolean,
): Promise<Inventory> {
  if (history === undefined)
    return isNeeded ? { ...inventory, gaps: [...inventory.gaps, NO_LAYERS] } : inventory;
  const remaining = (await history.changes()).values();
  const layers = inventory.layers.map((step) => {
    const changes = step.empty ? undefined : remaining.next().value;
    return changes === undefined ? step : { ...step, changes };
  });
  return { ...inventory, layers };
}

const NO_LAYERS: Gap = {
  code: "changes.no-layers",
  by: "changes",
  reason: "There are no layers here, only files, so nothing says what each step did.",
  affects: ["layers"],
};
