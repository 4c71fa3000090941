import { readFileSync } from "node:fs";
import path from "node:path";
import { _, Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import type { Plugin } from "rolldown";
import { metadataOf } from "../../src/policy/rules/metadata.ts";
import { SCHEMA_OPTIONS } from "../../src/policy/settings/ajv-options.ts";
import { formatChecks } from "../../src/policy/settings/loaded-formats.ts";
import { schemaKey } from "../../src/policy/settings/schema-key.ts";
import { SHIPPED_CATALOGUE, type ShippedCatalogue } from "../../src/policy/rules/shipped.ts";

/**
 * Puts the schemas of the shipped rules, compiled by ajv ahead of time, in the place of `src/policy/settings/compiled.ts`.
 * They are found by what they say: if the rules are built anew and the bundle is not, ajv is loaded, and judges the same.
 */
export function compiledSettings(root: string): Plugin {
  const replaced = path.join(root, "src/policy/settings/compiled.ts");
  return {
    name: "compiled-settings",
    load(id) {
      return id === replaced ? { moduleType: "js", code: compiledModule(root) } : null;
    },
  };
}

function compiledModule(root: string): string {
  const ajv = new Ajv({
    ...SCHEMA_OPTIONS,
    formats: formatChecks,
    code: { source: true, esm: true, formats: _`formatChecks` },
  });
  const names = Object.fromEntries(
    shippedSchemas(root).map((schema) => {
      const key = schemaKey(schema);
      ajv.addSchema(schema, key);
      return [`check_${key}`, key];
    }),
  );
  const rows = Object.entries(names).map(([check, key]) => `[${JSON.stringify(key)}, problemsOf(${check})]`);
  return `import { formatChecks } from ${JSON.stringify(path.join(root, "src/policy/settings/loaded-formats.ts"))};
${rows.length === 0 ? "" : standalone.default(ajv, names)}
function problemsOf(check) {
  return (value) => (check(value) ? [] : (check.errors ?? []));
}
export const COMPILED = new Map([${rows.join(", ")}]);
`;
}

/** Each once: two rules may have the same. */
function shippedSchemas(root: string): readonly object[] {
  const catalogue = JSON.parse(
    readFileSync(path.join(root, "dist", SHIPPED_CATALOGUE), "utf8"),
  ) as ShippedCatalogue;
  const schemas = catalogue.rules.flatMap((rule) => metadataOf(rule).settings ?? []);
  return [...new Map(schemas.map((schema) => [schemaKey(schema), schema])).values()];
}
