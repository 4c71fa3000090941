import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { lumogate } from "../support/lumogate.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/**
 * What other gates take for "no findings", or for a rule that was not broken, on an image that nothing is wrong with: here
 * each is exit code 2 and a sentence, and never a pass.
 */
let workspace: Workspace;

beforeEach(async () => {
  workspace = await makeWorkspace();
  await writeFile(path.join(workspace.directory, "image.tar"), debianArchive());
  await workspace.write("lumogate.yaml", "extends: none\n");
});
afterEach(() => workspace.remove());

async function judge(...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await lumogate(
    ["check", "image.tar", "--quiet", "--output", "json", ...args],
    workspace.around({ PATH: process.env["PATH"] }),
  );
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(report.exitCode);
  return report;
}

/** Expects that nothing was judged. @returns message and hint, as one text */
async function refusal(code: string, ...args: string[]): Promise<string> {
  const report = await judge(...args);
  expect(report).toMatchObject({ verdict: "error", exitCode: 2, error: { code } });
  return `${report.error?.message} ${report.error?.hint}`;
}

async function refusalOf(rego: string, code: string): Promise<string> {
  await workspace.write("policy/mine.rego", `package mine\n\n${rego}\n`);
  return refusal(code, "--policy", "policy");
}

/** A value of 64 GiB, if anybody let it become one. */
const DOUBLED = Array.from({ length: 32 }, (_, at) => `\tx${at + 1} := concat("", [x${at}, x${at}])`);

describe("a rule that", () => {
  it.each([
    ["is true", "deny if input.image", "policy.shape", "Write `deny contains msg if"],
    ["is a text", 'deny := "telnet" if input.image', "policy.shape", "Write `deny contains msg if"],
    ["is an object", 'deny["telnet"] := "bad" if input.image', "policy.shape", "Write `deny contains msg if"],
    ["has a number in its set", "deny contains 1 if input.image", "policy.shape", "returned 1,"],
    ["has a boolean in its set", "deny contains true if input.image", "policy.shape", "returned true,"],
    [
      "has a list in its set",
      'deny contains ["telnet"] if input.image',
      "policy.shape",
      'returned ["telnet"],',
    ],
    [
      "has an object without a message",
      'deny contains {"message": "telnet"} if input.image',
      "policy.shape",
      'The rule mine (policy/mine.rego:3) returned {"message":"telnet"},',
    ],
    ["has a message that is no text", 'deny contains {"msg": 7} if input.image', "policy.shape", '{"msg":7}'],
    ["has an empty text", 'deny contains "" if input.image', "policy.shape", 'returned "",'],
    ["has an empty message", 'deny contains {"msg": " "} if input.image', "policy.shape", '{"msg":" "}'],
    [
      "says from when it fails, in words that nobody can read",
      'deny contains {"msg": "a", "effective_on": "next year"} if input.image',
      "policy.shape",
      '"effective_on": "next year"',
    ],
    [
      "calls a built-in that is not there",
      'deny contains "x" if http.send({"method": "get", "url": "http://127.0.0.1/"}).status_code == 200',
      "policy.builtin",
      "Built-ins that rules can call: abs, array.concat,",
    ],
    [
      "reads a name that the inventory has not",
      'deny contains "x" if some p in input.pakages',
      "policy.type",
      "input.pakages",
    ],
    [
      "reads a name of the configuration's data that is not there",
      'deny contains "x" if input.image.reference != data.config.registry',
      "policy.missing-data",
      "registry",
    ],
    [
      "calls a built-in that fails on the image's text",
      'deny contains "x" if to_number(input.image.reference) > 1',
      "policy.builtin-failed",
      'policy/mine.rego:3: to_number("image.tar") failed',
    ],
    [
      "looks for a pattern that is none",
      'deny contains "x" if regex.match(concat("", ["(", input.image.reference]), "x")',
      "policy.builtin-failed",
      "policy/mine.rego:3: regex.match(",
    ],
    [
      "has two values at once",
      'v := 1 if input.config\nv := 2 if input.image\ndeny contains "x" if v == 3',
      "policy.conflict",
      "two different values",
    ],
    [
      "takes all the memory there is",
      `deny contains "x" if {\n\tx0 := input.image.reference\n${DOUBLED.join("\n")}\n\tx32 == ""\n}`,
      "policy.memory",
      "needs more memory than it may have",
    ],
    [
      "never ends",
      'deny contains "x" if {\n\tsome a in numbers.range(1, 50000)\n\tsome b in numbers.range(1, 50000)\n\ta * b == -1\n}',
      "policy.timeout",
      "had not finished, and were stopped",
    ],
  ])("%s passes no image", async (_, rego, code, sentence) => {
    expect(await refusalOf(rego, code)).toContain(sentence);
  });

  it("none of the files has passes no image", async () => {
    expect(await refusalOf("allow := true", "policy.no-rules")).toContain("looked in package mine");
    await workspace.write("tests/mine_test.rego", "package mine_test\n\ntest_it if true\n");
    expect(await refusal("policy.empty", "--policy", "tests")).toContain("tests");
  });

  it("is nowhere passes no image, and neither does no rule at all", async () => {
    expect(await refusal("config.no-rules")).toContain("No rule is active");
    await workspace.write("lumogate.yaml", "extends: none\nrules: { packages.baned: warning }\n");
    expect(await refusal("config.unknown-rule")).toContain('Did you mean "packages.banned"?');
  });
});

const BANNED = "extends: none\nrules: { packages.banned: { packages: [telnet] } }\n";
const TERMS = "reason: vendor, owner: ops, until: 2026-03-01";

describe("a waiver", () => {
  it("that matches nothing is told of, and with strict passes no image", async () => {
    const config = `${BANNED}waivers: [{ rule: packages.banned, subject: curl, ${TERMS} }]\n`;
    await workspace.write("lumogate.yaml", config);
    const time = ["--effective-time", "2026-01-01"];
    const report = await judge(...time);
    expect(report).toMatchObject({ verdict: "fail", counts: { error: 1, waived: 0 } });
    expect(report.notices).toContainEqual(
      expect.objectContaining({
        code: "waiver.unused",
        message: expect.stringContaining('packages.banned on "curl" matches no finding') as string,
        location: { file: "lumogate.yaml", line: 3, column: 11 },
      }),
    );
    await workspace.write("lumogate.yaml", `strict: true\n${config}`);
    expect(await refusal("config.unused-waiver", ...time)).toContain("With strict: true that is an error");
  });

  it("that has ended gives its finding back", async () => {
    const waiver = `{ rule: packages.banned, subject: "*", ${TERMS} }`;
    await workspace.write("lumogate.yaml", `strict: true\n${BANNED}waivers: [${waiver}]\n`);
    expect(await judge("--effective-time", "2026-03-01")).toMatchObject({
      verdict: "pass",
      counts: { waived: 1 },
    });
    expect(await judge("--effective-time", "2026-03-02")).toMatchObject({
      verdict: "fail",
      findings: [{ waiver: { status: "ended", owner: "ops", until: "2026-03-01" } }],
    });
  });

  it.each([
    ["2026-02-30", "config.waiver-date", "a day of the calendar is expected"],
    ["2027-1-3", "config.waiver-date", "2027-1-3"],
    ["20270103", "config.waiver-date", "20270103"],
    ["2036-01-01", "config.waiver-days", "more than 365 days ahead"],
  ])("until %s passes no image, and is told the place", async (until, code, sentence) => {
    const line = `  - { rule: packages.banned, subject: "*", ${TERMS.replace("2026-03-01", until)} }`;
    await workspace.write("lumogate.yaml", `${BANNED}waivers:\n${line}\n`);
    const report = await judge("--effective-time", "2026-01-01");
    const location = { file: "lumogate.yaml", line: 4, column: line.indexOf(until) + 1 };
    expect(report.error).toMatchObject({ code, location });
    expect(report.error?.message).toContain(sentence);
    expect(report.exitCode).toBe(2);
  });

  it.each(["reason", "owner", "until", "subject", "rule"])("without %s passes no image", async (key) => {
    const { [key]: _, ...waiver }: Record<string, string> = {
      rule: "packages.banned",
      subject: "*",
      reason: "vendor",
      owner: "ops",
      until: "2026-03-01",
    };
    await workspace.write("lumogate.yaml", `${BANNED}waivers: [${JSON.stringify(waiver)}]\n`);
    expect(await refusal("config.invalid")).toContain(`waivers[0] lacks "${key}"`);
  });

  it("for another rule, or for what could not be judged, passes no image", async () => {
    await workspace.write("lumogate.yaml", `${BANNED}waivers: [{ rule: "*", subject: "*", ${TERMS} }]\n`);
    expect(await refusal("config.unknown-rule")).toContain('"*"');
    await writeFile(path.join(workspace.directory, "image.tar"), debianArchive({ cutStatus: true }));
    await workspace.write(
      "lumogate.yaml",
      `${BANNED}waivers: [{ rule: packages.banned, subject: "*", ${TERMS} }]\n`,
    );
    expect(await refusal("packages.truncated", "--effective-time", "2026-01-01")).toContain(
      "/var/lib/dpkg/status",
    );
  });
});

describe("a part of the inventory that could not be read", () => {
  it("passes no image that a rule about it judges", async () => {
    await writeFile(path.join(workspace.directory, "image.tar"), debianArchive({ cutStatus: true }));
    await workspace.write(
      "lumogate.yaml",
      "extends: none\nrules: { packages.banned: { packages: [curl] } }\n",
    );
    expect(await refusal("packages.truncated")).toContain("/var/lib/dpkg/status");
  });
});
