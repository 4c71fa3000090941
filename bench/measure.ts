import { spawn } from "node:child_process";
import { once } from "node:events";
import { buffer, text } from "node:stream/consumers";

/** A whole process to take the time of, from its start to its end. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The exit codes of a run that did its work; a run that ends otherwise would measure an error. */
  readonly exitCodes: readonly number[];
  /** Takes many seconds: takes part in every third round only, which is enough for what varies by milliseconds. */
  readonly slow?: boolean;
  /** Undoes what an earlier run left behind; its time does not count. */
  readonly before?: () => Promise<void>;
}

/** Milliseconds of each run. */
export type Samples = readonly number[];

/**
 * Runs all commands in turn, round after round, so that what else happens on the machine meets all of them alike. A
 * first round, which does not count, warms the page cache.
 */
export async function interleave<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  rounds: number,
  progress: (line: string) => void,
): Promise<Record<Name, Samples>> {
  const names = Object.keys(commands) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    progress(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
    for (const name of names) {
      if (commands[name].slow === true && round % 3 !== 0) continue;
      const milliseconds = await timeOf(commands[name]);
      if (round > 0) samples[name].push(milliseconds);
    }
  }
  return samples;
}

async function timeOf(command: Command): Promise<number> {
  await command.before?.();
  const start = performance.now();
  const child = spawn(command.file, command.args, { env: command.env, stdio: ["ignore", "pipe", "pipe"] });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "close")) as [number | null];
  const milliseconds = performance.now() - start;
  if (code === null || !command.exitCodes.includes(code)) {
    throw new Error(`${command.file} ${command.args.join(" ")} ended with ${code}: ${(await said).join("")}`);
  }
  return milliseconds;
}

/**
 * Loaded before the program: tells its highest resident set and what it has read when it ends. Not getrusage, whose
 * maximum a child inherits from the process that started it.
 */
const TELL_USE = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, readFileSync("/proc/self/status") + "\\n" + readFileSync("/proc/self/io")));
`)}`;

/** What a Node program took, its worker threads included. */
export interface Use {
  /** Resident memory at its highest. */
  readonly peakBytes: number;
  /** Everything that it read, from the page cache too: its own files, what it was asked about, sockets. */
  readonly readBytes: number;
}

/** Runs a Node program once, and tells what it took. Linux only. */
export async function useOf(command: Command): Promise<Use> {
  await command.before?.();
  const child = spawn(command.file, ["--import", TELL_USE, ...command.args], {
    env: command.env,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const [, , , told] = child.stdio;
  if (told === null || told === undefined || !("read" in told))
    throw new Error("no pipe to read the use from");
  const said = (await buffer(told)).toString();
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(said)?.[1];
  const read = /^rchar: (\d+)$/m.exec(said)?.[1];
  if (kibibytes === undefined || read === undefined) throw new Error("the process did not tell what it used");
  return { peakBytes: Number(kibibytes) * 1024, readBytes: Number(read) };
}

export function median(samples: Samples): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("a median of nothing");
  return (low + high) / 2;
}

/** The median of what one command took longer than another in the same round. */
export function medianDifference(longer: Samples, shorter: Samples): number {
  return median(longer.map((sample, round) => sample - (shorter[round] ?? Number.NaN)));
}
