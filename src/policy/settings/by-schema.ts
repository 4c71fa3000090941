import { isRecord } from "../../json.ts";
import type { SchemaProblem } from "../../validate.ts";
import type { CompiledSchema } from "./compiled.ts";
import { FORMATS } from "./formats.ts";
import { loadFormats } from "./loaded-formats.ts";
import { schemaKey } from "./schema-key.ts";

/**
 * Holds a value against a JSON schema that a rule declares. Those of our own rules were compiled when lumogate was
 * built; for another one ajv is loaded.
 *
 * @returns what is wrong, in ajv's words; empty where the value is valid
 * @throws SchemaError where the schema is none
 */
export async function validateBySchema(schema: object, value: unknown): Promise<readonly SchemaProblem[]> {
  await loadFormats(formatsIn(schema));
  // Only here: most checks name no settings, and all of the schemas are a large module.
  const { COMPILED } = await import("./compiled.ts");
  const known = COMPILED.get(schemaKey(schema));
  if (known !== undefined) return known(value);
  return (await compile(schema))(value);
}

/** What is wrong with a schema itself; the message is ajv's. */
export class SchemaError extends Error {}

async function compile(schema: object): Promise<CompiledSchema> {
  const { compileSchema } = await import("./ajv.ts");
  try {
    return compileSchema(schema);
  } catch (cause) {
    throw new SchemaError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Every `format` that a schema names, and that we know. */
function formatsIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(formatsIn);
  if (!isRecord(schema)) return [];
  const { format } = schema;
  const own = typeof format === "string" && FORMATS.has(format) ? [format] : [];
  return [...own, ...Object.values(schema).flatMap(formatsIn)];
}
