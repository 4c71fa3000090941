/**
 * `npm run bench`: what a verdict costs, beside what unpacking or saving the image costs: of images that lie in a folder,
 * and on each engine at hand; and what judging it costs. It prints; with `--write` it also puts the figures into README.md beside this file.
 *
 *   npm run bench -- [--rounds N] [--only policies|layouts|engines] [--write]
 *   LUMOGATE_ENGINES=HOST,HOST for more than one engine
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { findEngines, type FoundEngine } from "../test/support/engine-find.ts";
import { benchmarkCommands } from "./commands.ts";
import { figuresOf, tableOf } from "./figures.ts";
import { measureLayouts } from "./layouts.ts";
import { type Command, interleave, useOf } from "./measure.ts";
import { measurePolicies } from "./policies.ts";
import { loadWorkload, NPM_PACKAGES, type Workload, WORKLOADS } from "./workloads.ts";

const run = promisify(execFile);
const README = path.join(import.meta.dirname, "README.md");

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    only: { type: "string", default: "all" },
    write: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 3)
  throw new Error(`--rounds is a whole number from 3 on, not ${values.rounds}`);

if (!["all", "policies", "layouts", "engines"].includes(values.only))
  throw new Error(`--only is policies, layouts or engines, not ${values.only}`);

const sections = [`${machine()}; ${rounds} rounds.`];
const isWanted = (part: string): boolean => ["all", part].includes(values.only);
if (isWanted("policies")) sections.push(await measurePolicies(rounds, progress));
if (isWanted("layouts")) sections.push(await measureLayouts(rounds, progress));
if (isWanted("engines")) {
  const { engines, problems } = await findEngines(process.env);
  if (problems.length > 0) throw new Error(problems.join("; "));
  for (const engine of engines) sections.push(await measureOn(engine));
}
const text = sections.join("\n\n");
console.log(`\n${text}`);
if (values.write) await writeFigures(text);

async function measureOn(engine: FoundEngine): Promise<string> {
  const env = { ...process.env, DOCKER_HOST: engine.host };
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-bench-"));
  const container = `lumogate-bench-${process.pid}`;
  const tags = { slim: "", medium: "", large: "", app: "", bulky: "", tall: "" };
  try {
    for (const [key, workload] of Object.entries(WORKLOADS) as [keyof typeof WORKLOADS, Workload][]) {
      progress(`building ${workload.name}`);
      tags[key] = `lumogate-bench/${key}:${process.pid}`;
      await loadWorkload(workload, tags[key], env);
    }
    await run("docker", ["create", "--name", container, tags.app], { env });
    const commands = await benchmarkCommands(folder, tags, container, env);
    await expectPackages(commands.checkLarge, WORKLOADS.large.packages);
    await expectPackages(commands.checkAllApp, WORKLOADS.app.packages + NPM_PACKAGES);
    const times = await interleave(commands, rounds, progress);
    const { peakBytes } = await useOf(commands.checkLarge);
    const [app, bulky] = [await useOf(commands.checkAllApp), await useOf(commands.checkAllBulky)];
    const peakBytesOfAll = { app: app.peakBytes, bulky: bulky.peakBytes };
    const table = tableOf(figuresOf({ engineVersion: engine.version, times, peakBytes, peakBytesOfAll }));
    return `### Engine ${engine.version}, ${engine.storage}\n\n${table}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await run("docker", ["rm", "--force", container], { env });
    const built = Object.values(tags).filter((tag) => tag !== "");
    await run("docker", ["image", "rm", "--force", ...built], { env });
  }
}

/** A check that found nothing would be fast, too. */
async function expectPackages(command: Command, expected: number): Promise<void> {
  const { stdout } = await run(command.file, [...command.args, "--output", "json"], {
    env: command.env,
    maxBuffer: 1 << 28,
  });
  const report = JSON.parse(stdout) as { images: { inventory: { packages: unknown[] } }[] };
  const found = report.images[0]?.inventory.packages.length;
  if (found !== expected)
    throw new Error(`expected ${expected} packages in the image, but ${found} were found`);
}

function machine(): string {
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${cpu?.model.trim() ?? "unknown CPU"}, ${os.cpus().length} cores, ${memory} GiB; Node ${process.version}`;
}

async function writeFigures(figures: string): Promise<void> {
  const readme = await readFile(README, "utf8");
  const [begin, end] = ["<!-- figures -->", "<!-- end of figures -->"];
  const [before, after] = [readme.split(begin, 1)[0], readme.split(end)[1]];
  if (before === undefined || after === undefined) throw new Error("README.md has no place for the figures");
  await writeFile(README, `${before}${begin}\n\n${figures}\n\n${end}${after}`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
