import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Outside the work tree, and kept from run to run: a root file system takes half a minute to make. */
const CACHE = process.env["LUMOGATE_TEST_CACHE"] ?? path.join(os.tmpdir(), "lumogate-test");

/**
 * The root file system of a real, minimal Debian 12, made by Debian's own tools from Debian's own packages.
 * @returns the path of a tar, to be given to `docker import`
 * @throws when mmdebstrap fails; `debianIsAbsent` tells beforehand whether it can be tried
 */
export async function debianRootfs(): Promise<string> {
  const tar = path.join(CACHE, "debian-12-minbase.tar");
  if (existsSync(tar)) return tar;
  await mkdir(CACHE, { recursive: true });
  // Renamed when it is whole, so that an interrupted run leaves nothing that looks like a root file system.
  const partial = path.join(CACHE, `${randomBytes(6).toString("hex")}.partial.tar`);
  try {
    await run("mmdebstrap", ["--quiet", "--variant=minbase", "bookworm", partial], { maxBuffer: 1 << 26 });
    await rename(partial, tar);
  } finally {
    await rm(partial, { force: true });
  }
  return tar;
}

/** What the tests of a real Debian lack on this machine, in words; empty where they can run. */
export const debianIsAbsent = canMakeDebian() ? "" : "SKIPPED: no mmdebstrap to make a Debian with";

if (debianIsAbsent !== "" && process.env["LUMOGATE_REQUIRE_ENGINE"] === "1") {
  throw new Error(`LUMOGATE_REQUIRE_ENGINE=1, but ${debianIsAbsent}`);
}

function canMakeDebian(): boolean {
  return spawnSync("mmdebstrap", ["--version"]).status === 0;
}
