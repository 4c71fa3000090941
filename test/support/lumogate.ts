import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";

const CLI = path.resolve(import.meta.dirname, "../../dist/cli.js");

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** The user to run as; left out: the test's own. */
  readonly uid?: number;
}

export interface Ended {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the command line that users run, from `dist/`. */
export function startLumogate(args: readonly string[], { env, cwd, ...user }: Surroundings): Running {
  if (!existsSync(CLI)) throw new Error("dist/cli.js does not exist: npm run build makes it");
  const child = spawn(process.execPath, [CLI, ...args], {
    env,
    cwd,
    ...user,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = async (): Promise<Ended> => {
    const [[code, signal], stdout, stderr] = await Promise.all([
      once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, signal, stdout, stderr };
  };
  return { process: child, ended: end() };
}

/** Runs the command line that users run, from `dist/`, to its end. */
export function lumogate(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return startLumogate(args, surroundings).ended;
}
