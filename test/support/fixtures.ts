import { existsSync } from "node:fs";
import path from "node:path";

/** Real data that nobody on this project wrote; kept outside the repository. */
export const FIXTURES = path.resolve(process.env["LUMOGATE_FIXTURES"] ?? "../shared/fixtures");

/** What tests of fixtures add to their titles; empty where the fixtures are there. */
export const fixturesAreAbsent = existsSync(FIXTURES)
  ? ""
  : "SKIPPED: no fixtures (folder not found; set LUMOGATE_FIXTURES)";
