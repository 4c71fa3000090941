import { Ajv } from "ajv";
import type { CompiledSchema } from "./compiled.ts";
import { SCHEMA_OPTIONS } from "./ajv-options.ts";
import { formatChecks } from "./loaded-formats.ts";

/**
 * Compiles a schema that a rule declares. Each has an ajv of its own: two rules may give their schemas one `$id`.
 *
 * @throws Error of ajv's where it is no schema, strictly: an unknown keyword or format is most likely misspelt
 */
export function compileSchema(schema: object): CompiledSchema {
  const check = new Ajv({ ...SCHEMA_OPTIONS, formats: formatChecks }).compile(schema);
  return (value) => (check(value) ? [] : (check.errors ?? []));
}
