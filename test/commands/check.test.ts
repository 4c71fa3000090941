import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import type { Report } from "../../src/model/report.ts";
import { commandContext } from "../support/command-context.ts";
import { commandRun } from "../support/command-run.ts";

const command = commandRun();

function run(...args: readonly string[]): Promise<unknown> {
  return check(args, commandContext(command.folder));
}

describe("a line that asks for nothing that makes sense", () => {
  it.each([
    [["--output", "json", "--bogus", "x"], "usage.unknown-option"],
    [["-ojson", "--effective-time", "soon", "x"], "usage.effective-time"],
    [["--output=json", "-o", "cyclonedx=sbom.json", "x"], "usage.output"],
    [["-o", "json", "-o", "json", "x"], "usage.output"],
    [["-o", "json"], "usage.target"],
  ])("is an error in JSON as well, where JSON was asked for: %j", async (args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code });
    expect(JSON.parse(command.said)).toMatchObject({ verdict: "error", exitCode: 2, error: { code } });
  });

  it("is written to the file that was named", async () => {
    const file = path.join(command.folder, "report.json");
    await expect(run("-o", `json=${file}`, "--bogus", "x")).rejects.toThrow("--bogus");
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    expect(report.error?.code).toBe("usage.unknown-option");
    expect(command.said).toBe("");
  });

  it("is told on standard error alone, where no other format was asked for", async () => {
    await expect(run("--bogus", "x")).rejects.toThrow("--bogus");
    expect(command.said).toBe("");
  });
});

it("a format for what is in an image is told to be another command's", async () => {
  await expect(run("x", "-o", "cyclonedx=sbom.json")).rejects.toMatchObject({
    code: "usage.output",
    hint: "lumogate inspect writes it: lumogate inspect IMAGE --output cyclonedx=sbom.json.",
  });
});
