import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { assetUrl, workerUrl } from "../src/assets.ts";

test.each(["compile-worker", "evaluate-worker"] as const)(
  "%s is the file that the build bundles under this name",
  (name) => {
    const file = path.relative(process.cwd(), fileURLToPath(workerUrl(name)));
    expect(existsSync(file)).toBe(true);
    expect(readFileSync("scripts/build.ts", "utf8")).toContain(`"${name}": "${file}"`);
  },
);

test("assets are in dist, whatever the working directory", () => {
  expect(fileURLToPath(assetUrl("rego-compiler.wasm.br"))).toBe(path.resolve("dist/rego-compiler.wasm.br"));
});
