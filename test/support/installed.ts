import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { requireManager } from "./managers.ts";

/** A folder into which real package managers have installed something. */
export interface Installed {
  readonly folder: string;
  /** Why there is none, in words, for the titles of tests; empty where there is. */
  readonly absent: string;
}

/**
 * Runs a script that installs packages, in a folder that is kept for later runs: it needs the network, and minutes. What it
 * writes must not know where it lies.
 *
 * @param script of bash; changed, it runs again
 */
export async function installed(programs: readonly string[], script: string): Promise<Installed> {
  const missing = requireManager("bash", ...programs);
  const all = path.join(os.tmpdir(), "lumogate-installed");
  const folder = path.join(all, createHash("sha256").update(script).digest("hex").slice(0, 16));
  if (missing !== "") return { folder, absent: missing };
  if (existsSync(folder)) return { folder, absent: "" };
  await mkdir(all, { recursive: true });
  const draft = await mkdtemp(path.join(all, "draft-"));
  const failure = await run(script, draft);
  if (failure === undefined) {
    await keep(draft, folder);
    return { folder, absent: "" };
  }
  await rm(draft, { recursive: true });
  if (process.env["LUMOGATE_REQUIRE_MANAGERS"] === "1")
    throw new Error(`LUMOGATE_REQUIRE_MANAGERS=1, but: ${failure}`);
  return { folder, absent: `SKIPPED: nothing could be installed (${failure.trim().split("\n").at(-1)})` };
}

/** Another test file may have run the same script meanwhile: then that one's is kept. */
async function keep(draft: string, folder: string): Promise<void> {
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(draft, { recursive: true });
  }
}

/** @returns what it complained of, where it failed */
async function run(script: string, folder: string): Promise<string | undefined> {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore" };
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const said = await text(child.stderr);
  return (await ended) === 0 ? undefined : said || "it said nothing";
}
