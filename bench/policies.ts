import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { atMost, type Figure, megabytes, milliseconds, ratio, tableOf } from "./figures.ts";
import { interleave, median, type Samples } from "./measure.ts";
import { type Rival, rivalCommands } from "./policy-rivals.ts";

const run = promisify(execFile);

type Progress = (line: string) => void;

// `node bench/policies.ts`: this part alone, with few rounds.
if (import.meta.main) console.log(await measurePolicies(9, (line) => process.stderr.write(`${line}\n`)));

/**
 * What the evaluation of all rules takes, and whether ten times as many packages take ten times as long; and whole runs
 * beside `opa eval` and `conftest test` of the same rules and inventory.
 */
export async function measurePolicies(rounds: number, progress: Progress): Promise<string> {
  const evaluations = evaluationFigures(await measureEvaluations(rounds, progress));
  const rivals = await measureRivals(rounds, progress);
  return `### All rules over an inventory (${rounds} rounds)\n\n${tableOf([...evaluations, ...rivals])}`;
}

interface Evaluations {
  readonly milliseconds: Samples;
  /** The highest resident set of the process, in bytes. */
  readonly peaks: Samples;
}

type Size = 10 | 1_000 | 10_000;

/** One evaluation each, in a process of its own: a second one in the same process would find everything warm. */
async function measureEvaluations(rounds: number, progress: Progress): Promise<Record<Size, Evaluations>> {
  const measured = {
    10: { milliseconds: [] as number[], peaks: [] as number[] },
    1_000: { milliseconds: [] as number[], peaks: [] as number[] },
    10_000: { milliseconds: [] as number[], peaks: [] as number[] },
  };
  for (let round = 0; round <= rounds; round++) {
    progress(`evaluations, round ${round} of ${rounds}`);
    for (const size of [10, 1_000, 10_000] as const) {
      const { stdout } = await run(process.execPath, [
        path.join(import.meta.dirname, "evaluate.ts"),
        String(size),
      ]);
      const told = JSON.parse(stdout) as { milliseconds: number; peak: number };
      if (round === 0) continue;
      measured[size].milliseconds.push(told.milliseconds);
      measured[size].peaks.push(told.peak);
    }
  }
  return measured;
}

function evaluationFigures(of: Record<Size, Evaluations>): Figure[] {
  const [few, some, many] = [of[10], of[1_000], of[10_000]];
  const beyond = median(many.peaks) - median(few.peaks);
  return [
    { what: "evaluation of all rules, 10 packages", figure: milliseconds(median(few.milliseconds)) },
    atMost("evaluation, 1,000 packages", median(some.milliseconds), 40, milliseconds),
    atMost("evaluation, 10,000 packages", median(many.milliseconds), 250, milliseconds),
    atMost(
      "10,000 packages / 1,000 of them",
      median(many.milliseconds) / median(some.milliseconds),
      12,
      ratio,
    ),
    atMost("memory for 10,000 packages, beyond that for 10", beyond / 1e6, 100, megabytes),
  ];
}

async function measureRivals(rounds: number, progress: Progress): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-bench-"));
  try {
    const times = await interleave(await rivalCommands(folder, 10_000), rounds, progress);
    const of = (name: Rival): number => median(times[name]);
    return [
      { what: "check of an inventory, 10,000 packages", figure: milliseconds(of("lumogate")) },
      { what: "opa eval of the same", figure: milliseconds(of("opa")) },
      { what: "conftest test of the same", figure: milliseconds(of("conftest")) },
      atMost("check / the faster of the two", of("lumogate") / Math.min(of("opa"), of("conftest")), 1, ratio),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
