import { createHash } from "node:crypto";

/** Under which a schema's compiled function is kept: the build's and the run's have to be the same. */
export function schemaKey(schema: object): string {
  return createHash("sha256").update(JSON.stringify(schema)).digest("hex");
}
