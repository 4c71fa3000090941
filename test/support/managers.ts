import { spawnSync } from "node:child_process";

/**
 * Why tests beside real package managers cannot run, in words, for their titles; empty where they can. Under
 * `LUMOGATE_REQUIRE_MANAGERS=1` what is missing is an error.
 *
 * @param programs as they are started; each ends at once, whatever it thinks of `--version`
 */
export function requireManager(...programs: readonly string[]): string {
  const missing = programs
    .filter((program) => spawnSync(program, ["--version"]).status === null)
    .map((program) => `SKIPPED: no ${program}`)
    .join("; ");
  if (missing !== "" && process.env["LUMOGATE_REQUIRE_MANAGERS"] === "1")
    throw new Error(`LUMOGATE_REQUIRE_MANAGERS=1, but ${missing}`);
  return missing;
}
