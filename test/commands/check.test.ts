import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../src/commands/check.ts";
import type { Report } from "../../src/model/report.ts";

let folder: string;
let said: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-check-"));
  said = "";
  vi.spyOn(process.stdout, "write").mockImplementation(((text: string, done?: () => void) => {
    said += text;
    done?.();
    return true;
  }) as typeof process.stdout.write);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

function run(...args: readonly string[]): Promise<unknown> {
  return check(args, {
    env: {},
    directory: folder,
    now: new Date(0),
    signal: new AbortController().signal,
    progress: () => undefined,
    terminal: { colour: false },
  });
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
    expect(JSON.parse(said)).toMatchObject({ verdict: "error", exitCode: 2, error: { code } });
  });

  it("is written to the file that was named", async () => {
    const file = path.join(folder, "report.json");
    await expect(run("-o", `json=${file}`, "--bogus", "x")).rejects.toThrow("--bogus");
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    expect(report.error?.code).toBe("usage.unknown-option");
    expect(said).toBe("");
  });

  it("is told on standard error alone, where no other format was asked for", async () => {
    await expect(run("--bogus", "x")).rejects.toThrow("--bogus");
    expect(said).toBe("");
  });
});

it("a format for what is in an image is told to be another command's", async () => {
  await expect(run("x", "-o", "cyclonedx=sbom.json")).rejects.toMatchObject({
    code: "usage.output",
    hint: "lumogate inspect writes it: lumogate inspect IMAGE --output cyclonedx=sbom.json.",
  });
});
