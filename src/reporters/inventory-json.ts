import { json } from "../encode/json.ts";
import type { InventoryReporter } from "./reporter.ts";

export const inventoryJson: InventoryReporter = {
  name: "json",
  summary: "the whole inventory, for machines",
  render: (inventory) => json(inventory),
};
