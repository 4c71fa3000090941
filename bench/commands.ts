import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { CommandName } from "./figures.ts";
import type { Command } from "./measure.ts";
import type { WORKLOADS } from "./workloads.ts";

export const CLI = path.resolve(import.meta.dirname, "../dist/cli.js");

/** The three rules that are shipped, none of which the workloads break. */
const CONFIG = `rules:
  packages.banned:
    packages: [telnet, { name: openssl, type: deb, versions: "< 3.0.11" }]
  labels.required:
    labels: [maintainer]
  os.allowed:
    allow: [{ id: debian, versions: ">= 12" }]
`;

/** A policy as a user starts with; the workloads do not break it either. */
const POLICY = `package house

# METADATA
# title: No editor in the image
deny contains message if {
	some installed in input.packages
	installed.name in {"emacs", "nano", "vim"}
	message := sprintf("%s is an editor", [installed.name])
}
`;

/**
 * The commands to time. Each that judges its workload must say "pass".
 *
 * @param container one of the image with an application in it, never started
 */
export async function benchmarkCommands(
  folder: string,
  tags: Readonly<Record<keyof typeof WORKLOADS, string>>,
  container: string,
  engineEnv: NodeJS.ProcessEnv,
): Promise<Record<CommandName, Command>> {
  const config = path.join(folder, "lumogate.yaml");
  const policy = path.join(folder, "policy");
  await mkdir(policy, { recursive: true });
  await writeFile(config, CONFIG);
  await writeFile(path.join(policy, "editors.rego"), POLICY);

  const cold = path.join(folder, "cold-cache");
  const env = { ...engineEnv, LUMOGATE_CACHE_DIR: path.join(folder, "cache") };
  const checkAll = (tag: string, ...more: string[]): Command => ({
    file: process.execPath,
    args: [CLI, "check", `docker:${tag}`, "--config", config, "--pull", "never", ...more],
    env,
    exitCodes: [0],
  });
  const check = (tag: string, ...more: string[]): Command => checkAll(tag, "--scope", "os", ...more);
  const counted = (verb: "save" | "export", name: string): Command => ({
    file: "bash",
    args: ["-c", 'set -o pipefail; docker "$0" "$1" | wc -c', verb, name],
    env,
    exitCodes: [0],
    slow: true,
  });
  return {
    checkSlim: check(tags.slim),
    checkMedium: check(tags.medium),
    checkLarge: check(tags.large),
    checkTall: check(tags.tall),
    saveMedium: counted("save", tags.medium),
    saveLarge: counted("save", tags.large),
    exportApp: counted("export", container),
    checkAllApp: { ...checkAll(tags.app), slow: true },
    checkAllBulky: { ...checkAll(tags.bulky), slow: true },
    layersLarge: {
      file: process.execPath,
      args: [
        CLI,
        "inspect",
        `docker:${tags.large}`,
        "--layers",
        "--scope",
        "os",
        "--no-cache",
        "--pull",
        "never",
      ],
      env,
      exitCodes: [0],
      slow: true,
    },
    checkWithPolicyCold: {
      ...check(tags.slim, "--policy", policy),
      env: { ...env, LUMOGATE_CACHE_DIR: cold },
      before: () => rm(cold, { recursive: true, force: true }),
    },
    checkWithPolicyCached: check(tags.slim, "--policy", policy),
    version: { file: process.execPath, args: [CLI, "--version"], env, exitCodes: [0] },
    node: { file: process.execPath, args: ["-e", "0"], env, exitCodes: [0] },
  };
}
