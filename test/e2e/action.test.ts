import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import type { Inventory } from "../../src/model/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { parseOutputFile, parseRunnerOutput } from "../support/runner.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/** The Action as a runner runs it: dist/action.js as a process, inputs in the environment, files for what it says. */
const ACTION = path.resolve(import.meta.dirname, "../../dist/action.js");
const ACTION_YML = path.resolve(import.meta.dirname, "../../action.yml");

interface ActionYml {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

let workspace: Workspace;
let actionYml: ActionYml;

beforeEach(async () => {
  workspace = await makeWorkspace();
  actionYml = parse(await readFile(ACTION_YML, "utf8")) as ActionYml;
  await writeFile(path.join(workspace.directory, "image.tar"), debianArchive());
  await workspace.write(
    "lumogate.yaml",
    "extends: none\nrules:\n  packages.banned: { packages: [telnet] }\n  labels.required: { labels: [maintainer] }\n",
  );
});
afterEach(() => workspace.remove());

interface Step {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

async function runAction(
  inputs: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = {},
): Promise<Step> {
  const file = (name: string): string => path.join(workspace.directory, "tmp", name);
  await workspace.write("tmp/output", "");
  await workspace.write("tmp/summary", "");
  await workspace.write(
    "tmp/event.json",
    JSON.stringify({ pull_request: { number: 7, head: { sha: "a".repeat(40) } } }),
  );
  const defaults = Object.entries(actionYml.inputs).map(
    ([name, input]) => [name, input.default ?? ""] as const,
  );
  const given = Object.entries({ ...Object.fromEntries(defaults), ...inputs });
  const child = spawn(process.execPath, [ACTION], {
    cwd: workspace.directory,
    env: {
      ...workspace.around({ PATH: process.env["PATH"], DOCKER_HOST: "unix:///nowhere/docker.sock" }).env,
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "acme/app",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_SHA: "b".repeat(40),
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary"),
      RUNNER_TEMP: path.join(workspace.directory, "tmp"),
      ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "close") as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return {
    code,
    stdout,
    stderr,
    outputs: parseOutputFile(await readFile(file("output"), "utf8")),
    summary: await readFile(file("summary"), "utf8"),
  };
}

it("says the same as the command line: verdict, findings, exit code", async () => {
  const step = await runAction({ image: "docker-archive:image.tar" });
  const shell = await lumogate(
    ["check", "docker-archive:image.tar", "--output", "json"],
    workspace.around({ PATH: process.env["PATH"] }),
  );
  const report = JSON.parse(await readFile(step.outputs.get("report") ?? "", "utf8")) as Report;
  const told = JSON.parse(shell.stdout) as Report;
  expect(step.code).toBe(1);
  expect(shell.code).toBe(1);
  expect({ ...report, effectiveTime: "" }).toEqual({ ...told, effectiveTime: "" });
  expect(report.findings.map(({ rule }) => rule)).toEqual(["labels.required", "packages.banned"]);
});

it("annotates each finding once, and gives the runner no other command", async () => {
  const { stdout, stderr } = await runAction({ image: "image.tar" });
  const { commands, annotations } = parseRunnerOutput(stdout);
  expect(annotations.map(({ name, properties }) => [name, properties.get("title")])).toEqual([
    ["error", "labels.required"],
    ["error", "packages.banned"],
  ]);
  expect(annotations[1]?.data).toContain("telnet 0.17+2.4-2");
  expect(commands).toEqual(annotations);
  expect(parseRunnerOutput(stderr).commands).toEqual([]);
});

it("sets every output that action.yml promises, and no other", async () => {
  const { outputs } = await runAction({ image: "image.tar" });
  expect([...outputs.keys()].toSorted()).toEqual(Object.keys(actionYml.outputs).toSorted());
  expect(outputs.get("verdict")).toBe("fail");
  expect(outputs.get("exit-code")).toBe("1");
  expect(outputs.get("errors")).toBe("2");
  const inventory = JSON.parse(await readFile(outputs.get("inventory") ?? "", "utf8")) as Inventory;
  expect(inventory.packages.map(({ name }) => name)).toContain("telnet");
});

it("lists the image's contents in the summary, under links to the commit and the pull request", async () => {
  const { summary } = await runAction({ image: "image.tar" });
  expect(summary).toContain("FAIL");
  expect(summary).toContain("https://github.example/acme/app/pull/7");
  expect(summary).toContain(`https://github.example/acme/app/commit/${"a".repeat(40)}`);
  expect(summary).toMatch(/<details>[\s\S]*telnet[\s\S]*<\/details>/);
});

it("passes an image that breaks no rule", async () => {
  await workspace.write("lumogate.yaml", "extends: none\nrules: { packages.banned: { packages: [curl] } }\n");
  const { code, outputs, stdout } = await runAction({ image: "image.tar" });
  expect({ code, verdict: outputs.get("verdict") }).toEqual({ code: 0, verdict: "pass" });
  expect(parseRunnerOutput(stdout).commands).toEqual([]);
});

it("tells of wrong inputs as it tells of everything: outputs, an annotation, exit code 2", async () => {
  const { code, outputs, stdout } = await runAction({ image: "image.tar", "fail-on": "warnings" });
  expect({ code, verdict: outputs.get("verdict") }).toEqual({ code: 2, verdict: "error" });
  expect(parseRunnerOutput(stdout).annotations[0]?.properties.get("title")).toContain("usage.choice");
});

it("stands by its verdict where nothing can be published", async () => {
  const missing = path.join(workspace.directory, "nowhere/file");
  const { code, stdout } = await runAction(
    { image: "image.tar" },
    { GITHUB_OUTPUT: missing, GITHUB_STEP_SUMMARY: missing },
  );
  expect(code).toBe(1);
  const { annotations } = parseRunnerOutput(stdout);
  expect(annotations.filter(({ name }) => name === "error").length).toBe(2);
  expect(annotations.filter(({ name }) => name === "warning").length).toBe(2);
});
