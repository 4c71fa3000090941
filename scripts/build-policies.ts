/**
 * `npm run build:policies`: compiles the rules in policies/ to dist/policies.wasm and dist/policies.json, the same bytes
 * from the same sources on any machine. Needs the Rego compiler in dist/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { compileRego } from "../src/policy/compile/compile.ts";
import { loadPolicyFiles } from "../src/policy/compile/load.ts";
import { compileRequest } from "../src/policy/compile/request.ts";
import {
  SHIPPED_CATALOGUE,
  SHIPPED_MODULE,
  SHIPPED_SOURCES,
  type ShippedCatalogue,
} from "../src/policy/rules/shipped.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const DIST = path.join(ROOT, "dist");

const { modules, sources } = await loadPolicyFiles(["policies"], ROOT);
const { wasm, rules } = await compileRego(compileRequest(modules, { otherRules: [] }));
const catalogue: ShippedCatalogue = { digest: sources[0]?.digest ?? "", rules };
await mkdir(DIST, { recursive: true });
await writeFile(path.join(DIST, SHIPPED_MODULE), wasm);
const written = modules.map(({ path: file, text }) => ({ path: file, text }));
await writeFile(path.join(DIST, SHIPPED_SOURCES), `${JSON.stringify(written, null, 2)}\n`);
await writeFile(path.join(DIST, SHIPPED_CATALOGUE), `${JSON.stringify(catalogue, null, 2)}\n`);
// One that both denies and warns stands in the list twice.
const ids = [...new Set(rules.map(({ id }) => id))];
console.log(`dist/${SHIPPED_MODULE}: ${wasm.length} bytes, ${ids.length} rules: ${ids.join(", ")}`);
