import { json } from "../encode/json.ts";
import type { InventoryReporter } from "./reporter.ts";

export const inventoryJson: InventoryReporter = {
  name: "json",
  render: (inventory) => json(inventory),
};
