import type { ErrorObject } from "ajv";

/**
 * The JSON schemas that lumogate validates by, each compiled by ajv when it is first needed. Loading ajv takes longer
 * than reading an image's packages, so the build replaces this module by one that holds the same functions
 * already compiled (`scripts/build.ts`); from source they are compiled here.
 */
export type SchemaName = "config" | "inventory" | "findings";

/** What is wrong, as ajv says it. */
export type SchemaProblem = ErrorObject;

/** @returns what is wrong with the value; empty when it is valid */
export async function validate(name: SchemaName, value: unknown): Promise<readonly SchemaProblem[]> {
  const [{ Ajv }, { SCHEMAS }] = await Promise.all([import("ajv"), import("./schemas.ts")]);
  const check = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true }).compile(
    SCHEMAS[name],
  );
  return check(value) ? [] : (check.errors ?? []);
}
