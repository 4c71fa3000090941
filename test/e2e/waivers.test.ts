import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { debianArchive } from "../support/image.ts";
import { type Ended, lumogate } from "../support/lumogate.ts";
import { reportProblems } from "../support/report-schema.ts";
import { makeWorkspace, type Workspace } from "../support/workspace.ts";

/** Waivers as users have them: a configuration, an image, and a clock that is pinned, on machines all over the world. */
let workspace: Workspace;

beforeEach(async () => {
  workspace = await makeWorkspace();
  await writeFile(path.join(workspace.directory, "image.tar"), debianArchive());
});
afterEach(() => workspace.remove());

const BANNED = "extends: none\nrules: { packages.banned: { packages: [telnet] } }\n";
const WAIVER =
  '{ rule: packages.banned, subject: "pkg:deb/debian/telnet@*", reason: vendor, owner: ops, until: 2026-03-01 }';

function run(args: readonly string[], zone = "UTC"): Promise<Ended> {
  return lumogate(
    ["check", "image.tar", "--quiet", ...args],
    workspace.around({ PATH: process.env["PATH"], TZ: zone }),
  );
}

async function judge(time: string, zone?: string): Promise<{ code: number | null; report: Report }> {
  const { code, stdout } = await run(["--effective-time", time, "--output", "json"], zone);
  const report = JSON.parse(stdout) as Report;
  expect(reportProblems(report)).toEqual([]);
  return { code, report };
}

describe.each(["Pacific/Kiritimati", "America/Los_Angeles"])("on a machine in %s", (zone) => {
  it.each([
    ["2026-03-01T23:59:59.999Z", 0, "holds"],
    ["2026-03-02T00:00:00Z", 1, "ended"],
    ["2026-03-01", 0, "holds"],
    ["2026-03-02", 1, "ended"],
    ["2026-03-02T13:59:59+14:00", 0, "holds"],
    ["2026-03-01T16:00:00-08:00", 1, "ended"],
  ])("a waiver until 2026-03-01 is, at %s, exit code %d: it %s", async (time, code, status) => {
    await workspace.write("lumogate.yaml", `${BANNED}waivers: [${WAIVER}]\n`);
    const judged = await judge(time, zone);
    expect(judged.code).toBe(code);
    expect(judged.report.findings).toMatchObject([
      { rule: "packages.banned", severity: "error", waiver: { status, until: "2026-03-01", owner: "ops" } },
    ]);
    expect(judged.report.counts).toEqual({ error: code, warning: 0, note: 0, waived: 1 - code });
  });
});

describe("a waiver that has ended", () => {
  it("gives its finding back, with the day and the owner, and the fix", async () => {
    await workspace.write("lumogate.yaml", `${BANNED}waivers: [${WAIVER}]\n`);
    const { code, stdout } = await run(["--effective-time", "2026-03-02"]);
    expect(code).toBe(1);
    expect(stdout).toContain("the waiver ended on 2026-03-01; its owner is ops");
    expect(stdout).toMatch(/fix \| \S/);
  });
});

describe("the waiver that a finding shows", () => {
  it("silences it once somebody has said why and who, and nobody before", async () => {
    await workspace.write("lumogate.yaml", BANNED);
    const { stdout } = await run(["--effective-time", "2026-01-01"]);
    const line = stdout.split("\n").find((each) => each.startsWith("  - { rule: "));
    await workspace.write("lumogate.yaml", `${BANNED}waivers:\n${line}\n`);
    const unfilled = await run(["--effective-time", "2026-01-01"]);
    expect(unfilled.code).toBe(2);
    expect(unfilled.stdout).toContain('still has the placeholder "<why>"');
    const filled = line?.replace("<why>", "the vendor mends it").replace("<who>", "ops");
    await workspace.write("lumogate.yaml", `${BANNED}waivers:\n${filled}\n`);
    const { code, report } = await judge("2026-01-01");
    expect(code).toBe(0);
    expect(report.findings).toMatchObject([{ waiver: { status: "holds", until: "2026-04-01" } }]);
  });
});

describe("a waiver for some images", () => {
  it.each([
    ["image.tar", 0],
    ["docker-archive:*", 1],
    ["test:latest", 1],
  ])(
    "for %s ends with exit code %d: an archive does not say itself which waivers it has",
    async (name, code) => {
      const waiver = WAIVER.replace("{", `{ images: ["${name}"],`);
      await workspace.write("lumogate.yaml", `${BANNED}waivers: [${waiver}]\n`);
      expect((await judge("2026-01-01")).code).toBe(code);
    },
  );

  it("holds beside another for the same rule", async () => {
    await writeFile(path.join(workspace.directory, "other.tar"), debianArchive());
    const waivers = ["image.tar", "other.tar"].map((name) => WAIVER.replace("{", `{ images: [${name}],`));
    await workspace.write("lumogate.yaml", `${BANNED}waivers: [${waivers.join(", ")}]\n`);
    const { code, stdout } = await run(["other.tar", "--effective-time", "2026-01-01", "--output", "json"]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.counts).toEqual({ error: 0, warning: 0, note: 0, waived: 2 });
    expect(report.notices.map(({ code: name }) => name)).toEqual(["time.given"]);
  });
});

describe("a rule that says from when it fails", () => {
  it.each([
    ["2026-12-31T23:59:59Z", 0, "warning"],
    ["2027-01-01", 1, "error"],
  ])("gives at %s exit code %d, a finding of severity %s", async (time, code, severity) => {
    await workspace.write(
      "policy/user.rego",
      [
        "# METADATA",
        "# title: Nobody runs as root",
        "# custom:",
        "#   effective_on: 2027-01-01",
        "package acme.user",
        "",
        'deny contains {"msg": "no user", "subject": "user"} if not input.config.user',
        "",
        'deny contains {"msg": "at once", "effective_on": "2020-01-01"} if input.config.user == "nobody"',
        "",
      ].join("\n"),
    );
    await workspace.write("lumogate.yaml", "extends: none\npolicies: [policy]\n");
    const judged = await judge(time);
    expect(judged.code).toBe(code);
    expect(judged.report.findings).toMatchObject([{ severity }]);
    const { stdout } = await run(["--effective-time", time]);
    expect(stdout.includes("will fail from 2027-01-01")).toBe(severity === "warning");
  });
});
