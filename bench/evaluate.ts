/**
 * `node evaluate.ts PACKAGES`: judges one inventory by all rules, once, in a process of its own as a run does, and prints as
 * JSON how long the evaluation took, in milliseconds, and the highest resident set of the process, in bytes.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { loadConfig } from "../src/config/load.ts";
import { preparePolicy } from "../src/policy/index.ts";
import { validate } from "../src/validate.ts";
import { benchmarkInventory } from "./inventories.ts";

const inventory = benchmarkInventory(Number(process.argv[2]));
const config = await loadConfig(path.join(import.meta.dirname, "all-rules.yaml"), process.cwd());
const policy = await preparePolicy({
  ...config,
  paths: [],
  bundles: [],
  baseDirectory: process.cwd(),
  scope: "all",
  effectiveTime: new Date("2026-06-01T00:00:00Z"),
  signal: new AbortController().signal,
});
// From source ajv compiles the schema of findings when it is first asked; in dist/ that is done.
await validate("findings", []);
// A run reads an image meanwhile: the worker has long started.
await setTimeout(3000);
const start = performance.now();
const findings = await policy.judge(inventory, "bench");
const milliseconds = performance.now() - start;
await policy.close();
const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
const rules = policy.rules.filter(({ active }) => active).length;
console.log(JSON.stringify({ milliseconds, peak, rules, findings: findings.length }));
