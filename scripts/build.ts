/**
 * `npm run build`: bundles what users run into dist/, the same bytes from the same sources on any machine.
 * The Rego compiler and the compiled rules in dist/ have scripts of their own.
 */
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "rolldown";
import { compiledSchemas } from "./build/compiled-schemas.ts";
import { compiledSettings } from "./build/compiled-settings.ts";
import { leftOut } from "./build/left-out.ts";
import { thirdPartyLicenses } from "./build/licenses.ts";
import { unusedSdkBuiltins } from "./build/unused-sdk-builtins.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const DIST = path.join(ROOT, "dist");

/** Programs, and workers that they start by file name. */
const ENTRIES = {
  cli: "src/cli.ts",
  action: "src/action.ts",
  "compile-worker": "src/policy/compile/worker.ts",
  "evaluate-worker": "src/policy/evaluate/worker.ts",
};

await removeOldBundle();
const licenses = thirdPartyLicenses(ROOT);
await build({
  cwd: ROOT,
  input: ENTRIES,
  platform: "node",
  // The oldest Node that the command line runs on.
  transform: { target: "node20" },
  // Declared optional by their users, and never installed here. Not all that ends in ".node": CycloneDX's library has such modules.
  external: [
    "cpu-features",
    /\/build\/Release\/[^/]+\.node$/,
    "bare-fs",
    "bare-path",
    "bare-events",
    "xmlbuilder2",
  ],
  plugins: [compiledSchemas(ROOT), compiledSettings(ROOT), leftOut(), unusedSdkBuiltins(), licenses.plugin],
  output: {
    dir: DIST,
    format: "esm",
    minify: true,
    sourcemap: false,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
  },
  logLevel: "warn",
});
await writeFile(path.join(DIST, "package.json"), '{ "type": "module" }\n');
await writeFile(path.join(DIST, "THIRD-PARTY-LICENSES.txt"), await licenses.text());

/** Only what this script wrote: the Rego compiler and the rules stay. */
async function removeOldBundle(): Promise<void> {
  const names = await readdir(DIST).catch(() => []);
  const ours = names.filter((name) => name.endsWith(".js") || name === "chunks");
  await Promise.all(ours.map((name) => rm(path.join(DIST, name), { recursive: true })));
}
