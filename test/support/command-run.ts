import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, vi } from "vitest";

/** Where a command runs in a test, and what it has said on standard output. */
export interface CommandRun {
  readonly folder: string;
  said: string;
}

/** A folder that is new for each test of the file, and standard output that nobody else sees. */
export function commandRun(): CommandRun {
  const run = { folder: "", said: "" };
  beforeEach(async () => {
    run.folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-command-"));
    run.said = "";
    vi.spyOn(process.stdout, "write").mockImplementation(((text: string, done?: () => void) => {
      run.said += text;
      done?.();
      return true;
    }) as typeof process.stdout.write);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(run.folder, { recursive: true });
  });
  return run;
}
