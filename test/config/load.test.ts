import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-config-"));
afterAll(() => rm(folder, { recursive: true }));

test.each([
  // Not that "accept" is missing: that is how it was meant.
  ["gaps: [{ acept: x, reason: y }]", 'gaps.0 has an unknown key "acept"', 10],
  ["gaps: [{ accept: x }]", 'gaps.0 lacks "reason"', 8],
  ["rules: { a.b: sometimes }", "rules.a.b is none of off, error, warning, note", 15],
])("%s is told in words, with its place", async (yaml, sentence, column) => {
  await writeFile(path.join(folder, "lumogate.yaml"), yaml);
  await expect(loadConfig(undefined, folder, "all")).rejects.toMatchObject({
    message: `lumogate.yaml: ${sentence}.`,
    location: { line: 1, column },
  });
});
