import path from "node:path";
import { expect, test } from "vitest";
import { lumogate } from "../support/lumogate.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The program that users run, on the rules that lumogate ships. */
const policy = (...args: readonly string[]): ReturnType<typeof lumogate> =>
  lumogate(["policy", ...args], { env: { PATH: process.env["PATH"] }, cwd: ROOT });

test("the shipped rules pass their own tests, which reach every expression", async () => {
  const { code, stdout, stderr } = await policy("test", "policies", "--coverage", "100", "--output", "json");
  expect(code, `${stdout}${stderr}`).toBe(0);
  const { coverage, counts } = JSON.parse(stdout) as {
    readonly coverage: { readonly percent: number };
    readonly counts: { readonly passed: number };
  };
  expect(coverage.percent).toBe(100);
  // Two for each of some forty rules, one that passes and one that fails, at the least.
  expect(counts.passed).toBeGreaterThan(80);
});

test("the shipped rules are without a warning of policy check", async () => {
  const { code, stdout, stderr } = await policy("check", "policies", "--strict");
  expect(code, `${stdout}${stderr}`).toBe(0);
});

test("the shipped rules are written as policy fmt writes them", async () => {
  const { code, stdout, stderr } = await policy("fmt", "policies", "--check");
  expect(code, `${stdout}${stderr}`).toBe(0);
});
