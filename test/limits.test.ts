import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";

test("every limit limits something", () => {
  const source = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith("limits.ts"))
    .map((file) => readFileSync(path.join("src", file), "utf8"))
    .join("\n");
  expect(Object.keys(LIMITS).filter((name) => !new RegExp(`LIMITS\\.${name}\\b`).test(source))).toEqual([]);
});
