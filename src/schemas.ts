import config from "./config/schema.json" with { type: "json" };
import inventory from "./inventory/schema.json" with { type: "json" };
import findings from "./policy/findings/findings.schema.json" with { type: "json" };
import report from "./model/report.schema.json" with { type: "json" };
import type { SchemaName } from "./validate.ts";

/** Every schema by its name; the build compiles each of them ahead of time. */
export const SCHEMAS = {
  config,
  inventory,
  findings,
  report,
} as const satisfies Record<SchemaName, object>;
