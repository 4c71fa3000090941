import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Report } from "../../src/model/report.ts";
import { CANARIES, hostileReport } from "../support/hostile.ts";
import { aFinding, anImage, anInventory, aReport } from "../support/report.ts";
import { parseOutputFile, parseRunnerOutput, type RunnerReading } from "../support/runner.ts";
import { SAMPLES } from "../support/samples.ts";

const run = promisify(execFile);
/** Node 24, as on the runner; it needs no build to run TypeScript. */
const NODE = path.resolve("node_modules/.bin/node");
const SHA = "0123456789abcdef0123456789abcdef01234567";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lumogate-publish-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Published extends RunnerReading {
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
}

function inFolder(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Runs the publisher in a process of its own, in the environment that a runner makes, once for each report. */
async function publish(
  reports: readonly Report[],
  changes: NodeJS.ProcessEnv = {},
  summaryBefore = "",
): Promise<Published> {
  const event = { pull_request: { number: 7, head: { sha: SHA } } };
  const env = {
    PATH: process.env["PATH"],
    GITHUB_OUTPUT: inFolder("output", ""),
    GITHUB_STEP_SUMMARY: inFolder("summary", summaryBefore),
    GITHUB_EVENT_PATH: inFolder("event.json", JSON.stringify(event)),
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_SHA: "f".repeat(40),
    ...changes,
  };
  const file = inFolder("reports.json", JSON.stringify(reports));
  const { stdout, stderr } = await run(NODE, ["test/support/publish-reports.ts", file], { env });
  expect(stderr).toBe("");
  return {
    ...parseRunnerOutput(stdout),
    outputs: parseOutputFile(readFileSync(path.join(folder, "output"), "utf8")),
    summary: readFileSync(path.join(folder, "summary"), "utf8"),
  };
}

describe("publishing to GitHub", () => {
  test("sets the outputs, annotates the findings, and adds a summary with links", async () => {
    const { outputs, annotations, commands, log, summary } = await publish([SAMPLES.fail]);
    expect(Object.fromEntries(outputs)).toEqual({
      verdict: "fail",
      "exit-code": "1",
      errors: "1",
      warnings: "1",
      notes: "0",
      waived: "0",
      findings: "2",
      report: "out/report.json",
      inventory: "out/inventory.json",
      "image-digest": `sha256:${"9f".repeat(32)}`,
    });
    expect(annotations).toMatchObject([{ name: "error" }, { name: "warning" }]);
    expect(annotations[0]?.properties).toEqual(new Map([["title", "packages.banned"]]));
    expect(annotations[0]?.data).toContain("telnet 0.17+2.5-3 is installed, but telnet is banned");
    expect(commands).toHaveLength(2);
    expect(log).toEqual([]);
    expect(summary).toContain("[Pull request 7](https://github.example/acme/shop/pull/7)");
    expect(summary).toContain(`(https://github.example/acme/shop/commit/${SHA})`);
  });

  test("speaks for nobody, whatever an image says", async () => {
    const reports = Object.values(CANARIES).map(hostileReport);
    const { outputs, commands, matched, log } = await publish(reports);
    expect([...outputs.keys()]).toHaveLength(10);
    expect(outputs.get("verdict")).toBe("error");
    expect(outputs.get("image-digest")).toBe("");
    // Errors: the report's, an image's, and in each of two images a finding, and one whose waiver has ended. Warnings: two
    // in each, and the notice. GitHub's notices: a note in each, and what is waived.
    const counts = { error: 6, warning: 5, notice: 4 };
    const each = Object.entries(counts).flatMap(([name, count]) => Array.from({ length: count }, () => name));
    expect(commands.map(({ name }) => name)).toEqual(reports.flatMap(() => each));
    expect([...matched, ...log]).toEqual([]);
  });

  test("says that there is more than the runner keeps", async () => {
    const findings = Array.from({ length: 30 }, (_, index) => aFinding({ subject: `s${index}` }));
    const { annotations } = await publish([aReport("fail", [anImage({ verdict: "fail", findings })])]);
    expect(annotations).toHaveLength(LIMITS.annotationsPerType);
    expect(annotations.at(-1)?.data).toMatch(/^and 21 more/);
  });

  test("warns where an output or the summary cannot be written, and still does the rest", async () => {
    const missing = path.join(folder, "nowhere", "file");
    const { annotations, summary } = await publish([SAMPLES.fail], { GITHUB_OUTPUT: missing });
    expect(annotations.find(({ name }) => name === "warning")?.data).toMatch(
      /could not publish the step's outputs.*nowhere/,
    );
    expect(annotations.filter(({ name }) => name === "error")).toHaveLength(1);
    expect(summary).toContain("lumogate: FAIL");
    const other = await publish([SAMPLES.fail], { GITHUB_STEP_SUMMARY: missing });
    expect(other.annotations.some(({ data }) => /could not publish the job's summary/.test(data))).toBe(true);
    expect(other.outputs.get("verdict")).toBe("fail");
  });

  test("leaves the summary out where the runner offers none, and its links where the event is broken", async () => {
    const { commands } = await publish([SAMPLES.pass], { GITHUB_STEP_SUMMARY: "" });
    expect(commands).toEqual([]);
    const broken = await publish([SAMPLES.pass], { GITHUB_EVENT_PATH: inFolder("broken.json", "{") });
    expect(broken.summary).toMatch(/^## lumogate: PASS\n\nno rule is broken/);
    expect(broken.summary).not.toContain("http");
  });

  test("counts what the step has in its summary already", async () => {
    const before = "x".repeat(LIMITS.summaryBytes - 600);
    const report = aReport("pass", [anImage({ inventory: anInventory() })]);
    const { summary } = await publish([report], {}, before);
    expect(summary.length).toBeLessThanOrEqual(LIMITS.summaryBytes);
    expect(summary).toContain("cut to fit");
  });
});
