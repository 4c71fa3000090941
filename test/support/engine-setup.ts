import type { TestProject } from "vitest/node";
import { findEngines } from "./engine-find.ts";

/** Looks for engines once for the whole run, so that a run without one says so once, and a run that needs one stops here. */
export async function setup(project: TestProject): Promise<void> {
  const { engines, problems } = await findEngines(process.env);
  const missing = problems.join("; ");
  if (process.env["LUMOGATE_REQUIRE_ENGINE"] === "1" && missing !== "") {
    throw new Error(`LUMOGATE_REQUIRE_ENGINE=1, but ${missing}`);
  }
  if (missing !== "") {
    process.stderr.write(`\n*** TESTS ON A REAL ENGINE ARE SKIPPED: ${missing} ***\n\n`);
  }
  project.provide("engines", engines);
}
