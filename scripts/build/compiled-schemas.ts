import path from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "rolldown";
import { SCHEMAS } from "../../src/schemas.ts";

/**
 * Puts functions that ajv compiled ahead of time in the place of `src/validate.ts`, with the same signature: ajv
 * takes longer to load than an image takes to read.
 */
export function compiledSchemas(root: string): Plugin {
  const replaced = path.join(root, "src/validate.ts");
  return {
    name: "compiled-schemas",
    load(id) {
      if (id !== replaced) return null;
      const ajv = new Ajv({
        allErrors: true,
        strict: true,
        allowUnionTypes: true,
        verbose: true,
        code: { source: true, esm: true },
      });
      for (const [name, schema] of Object.entries(SCHEMAS)) ajv.addSchema(schema, name);
      const names = Object.fromEntries(
        Object.keys(SCHEMAS).map((name) => [`check_${name.replaceAll(/\W/g, "_")}`, name]),
      );
      const compiled = standalone.default(ajv, names);
      const table = Object.entries(names).map(([check, name]) => `${JSON.stringify(name)}: ${check}`);
      return {
        moduleType: "js",
        code: `${compiled}
const checks = { ${table.join(", ")} };
export async function validate(name, value) {
  const check = checks[name];
  return check(value) ? [] : (check.errors ?? []);
}
`,
      };
    },
  };
}
