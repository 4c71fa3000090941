import config from "./config/schema.json" with { type: "json" };
import inventory from "./inventory/schema.json" with { type: "json" };
import labelsRequired from "./policy/settings/labels-required.json" with { type: "json" };
import osAllowed from "./policy/settings/os-allowed.json" with { type: "json" };
import packagesBanned from "./policy/settings/packages-banned.json" with { type: "json" };
import type { SchemaName } from "./validate.ts";

/** Every schema by its name; the build compiles each of them ahead of time. */
export const SCHEMAS = {
  config,
  inventory,
  "packages.banned": packagesBanned,
  "labels.required": labelsRequired,
  "os.allowed": osAllowed,
} as const satisfies Record<SchemaName, object>;
