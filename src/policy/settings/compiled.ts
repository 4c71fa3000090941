import type { SchemaProblem } from "../../validate.ts";

/** A schema that ajv has compiled. @returns what is wrong; empty where the value is valid */
export type CompiledSchema = (value: unknown) => readonly SchemaProblem[];

/**
 * The schemas of the rules that we ship, by `schemaKey`, as `npm run build` compiles them: it replaces this module
 * (`scripts/build/compiled-settings.ts`). From source there are none, and ajv compiles what it meets.
 */
export const COMPILED: ReadonlyMap<string, CompiledSchema> = new Map();
