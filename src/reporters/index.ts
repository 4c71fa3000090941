import { inventoryJson } from "./inventory-json.ts";
import { inventoryTable } from "./inventory-table.ts";
import { jsonReporter } from "./json.ts";
import { policyCheckJson } from "./policy-check-json.ts";
import { policyCheckTable } from "./policy-check-table.ts";
import { policyTestJson } from "./policy-test-json.ts";
import { policyTestTable } from "./policy-test-table.ts";
import type { InventoryReporter, Reporter, SbomReporter } from "./reporter.ts";
import { cyclonedx, spdx, spdx3 } from "./sbom.ts";
import { table } from "./table.ts";

/** The register of what `--output` can name for a report; the first is the default. */
export const REPORTERS = [table, jsonReporter] as const satisfies readonly Reporter[];

/** The same for an inventory, `lumogate inspect`. */
export const INVENTORY_REPORTERS = [
  inventoryTable,
  inventoryJson,
  cyclonedx,
  spdx,
  spdx3,
] as const satisfies readonly (InventoryReporter | SbomReporter)[];

/** The same for the tests of a policy, `lumogate policy test`. */
export const POLICY_TEST_REPORTERS = [policyTestTable, policyTestJson] as const;

/** The same for what is wrong with a policy, `lumogate policy check`. */
export const POLICY_CHECK_REPORTERS = [policyCheckTable, policyCheckJson] as const;
