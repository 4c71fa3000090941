import config from "./config/schema.json" with { type: "json" };
import inventory from "./inventory/schema.json" with { type: "json" };
import findings from "./policy/findings/findings.schema.json" with { type: "json" };
import type { SchemaName } from "./validate.ts";

/** What a run holds values against, by its name; the build compiles each of them ahead of time, and every check loads them all. */
export const SCHEMAS = {
  config,
  inventory,
  findings,
} as const satisfies Record<SchemaName, object>;
