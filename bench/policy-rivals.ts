import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { loadConfig } from "../src/config/load.ts";
import { catalogueOf } from "../src/policy/rules/catalogue.ts";
import { loadShippedPolicy } from "../src/policy/rules/shipped.ts";
import { prepareSettings } from "../src/policy/settings/validate.ts";
import { benchmarkInventory } from "./inventories.ts";
import type { Command } from "./measure.ts";

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, "..");
const LIBRARIES = ["files", "licenses", "packages", "signatures"].map((name) => `policies/lib/${name}.rego`);

export type Rival = "lumogate" | "opa" | "conftest";

/** A rule that asks lumogate to compare versions, itself or by the libraries. OPA has no such function. */
const COMPARES_VERSIONS = /^[^#\n]*(?:\blumogate\.\w+\.\w+\(|"versions":)/m;

/** A call that none of the others makes, which OPA would still refuse to compile. */
const CALL = /\blumogate\.version\.satisfies\(/g;
const STAND_IN = "package standin\n\nsatisfies(_, _, _) := false\n";

/**
 * The same shipped rules over the same inventory with the same settings, each by a program that is started anew: the rules
 * of all-rules.yaml that compare no versions. The programs are `LUMOGATE_OPA` and `LUMOGATE_CONFTEST`, or those on the path.
 *
 * @param folder an empty one, for what they read
 * @throws Error where they do not find equally many things
 */
export async function rivalCommands(folder: string, packages: number): Promise<Record<Rival, Command>> {
  const inventory = path.join(folder, "inventory.json");
  await writeFile(inventory, JSON.stringify(benchmarkInventory(packages)));
  const { config, policies, data, query } = await writeRules(folder);
  const { env } = process;
  const check = ["check", `inventory:${inventory}`, "--config", config, "--output", "json"];
  const test = ["test", "--all-namespaces", "--policy", policies, "--data", data, "--output", "json"];
  const commands = {
    lumogate: {
      file: process.execPath,
      args: [path.join(ROOT, "dist/cli.js"), ...check],
      env,
      exitCodes: [0, 1],
    },
    opa: {
      file: env["LUMOGATE_OPA"] ?? "opa",
      args: ["eval", "-d", policies, "-d", data, "-i", inventory, query],
      env,
      exitCodes: [0],
    },
    conftest: {
      file: env["LUMOGATE_CONFTEST"] ?? "conftest",
      args: [...test, inventory],
      env,
      exitCodes: [0, 1],
    },
  };
  await expectSame(commands);
  return commands;
}

/** Where each finds the rules and their settings. */
interface Written {
  readonly config: string;
  readonly policies: string;
  readonly data: string;
  /** All rules at once, for `opa eval`. */
  readonly query: string;
}

async function writeRules(folder: string): Promise<Written> {
  const { rules } = await loadConfig(path.join(import.meta.dirname, "all-rules.yaml"), ROOT);
  const configured = new Map(Object.entries(rules));
  const selection = { settings: configured, extends: "strict", scope: "all" } as const;
  const { judging } = catalogueOf([await loadShippedPolicy()], selection);
  const texts = new Map<string, string>();
  for (const file of [...judging.map(({ compiled }) => compiled.file), ...LIBRARIES])
    texts.set(file, await readFile(path.join(ROOT, file), "utf8"));
  const chosen = judging.filter(({ compiled }) => !COMPARES_VERSIONS.test(texts.get(compiled.file) ?? ""));
  const policies = path.join(folder, "policies");
  for (const file of [...chosen.map(({ compiled }) => compiled.file), ...LIBRARIES])
    await write(path.join(folder, file), texts.get(file)?.replaceAll(CALL, "data.standin.satisfies(") ?? "");
  await write(path.join(policies, "standin.rego"), STAND_IN);
  const settings: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const { rule } of chosen) {
    const { settings: given } = configured.get(rule.id) ?? {};
    own[rule.id] = given ?? "warning";
    if (given !== undefined) settings[rule.id] = await prepareSettings(rule, given);
  }
  const config = path.join(folder, "lumogate.yaml");
  await write(config, JSON.stringify({ extends: "none", rules: own }));
  const data = path.join(folder, "data");
  await write(path.join(data, "settings.json"), JSON.stringify({ settings }));
  const names = chosen.map(({ compiled }) => `data.${compiled.package}.${compiled.name}`);
  return { config, policies, data, query: `[${names.join(", ")}]` };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Programs that do not find the same would not be doing the same work. */
async function expectSame(commands: Readonly<Record<Rival, Command>>): Promise<void> {
  const [lumogate, opa, conftest] = await Promise.all([
    output<{ findings: unknown[] }>(commands.lumogate),
    output<{ result: { expressions: { value: unknown[][] }[] }[] }>(commands.opa),
    output<{ failures?: unknown[]; warnings?: unknown[] }[]>(commands.conftest),
  ]);
  const found = {
    lumogate: lumogate.findings.length,
    opa: opa.result[0]?.expressions[0]?.value.flat().length,
    conftest: conftest.flatMap(({ failures = [], warnings = [] }) => [...failures, ...warnings]).length,
  };
  if (found.lumogate === 0 || new Set(Object.values(found)).size !== 1)
    throw new Error(`they found ${JSON.stringify(found)}`);
}

async function output<T>({ file, args, env }: Command): Promise<T> {
  const options = { env, maxBuffer: 1 << 28 };
  // An exit code of 1 means findings.
  const { stdout } = await run(file, args, options).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === 1 && "stdout" in cause) {
      return { stdout: String(cause.stdout) };
    }
    throw cause;
  });
  return JSON.parse(stdout) as T;
}
