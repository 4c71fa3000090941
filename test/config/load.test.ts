import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-config-"));
afterAll(() => rm(folder, { recursive: true }));

test.each([
  // Not that "accept" is missing: that is how it was meant.
  ["gaps: [{ acept: x, reason: y }]", 'gaps[0] has an unknown key "acept". Did you mean "accept"?', 10],
  ["gaps: [{ accept: x }]", 'gaps[0] lacks "reason".', 8],
  ["rules: { a.b: sometimes }", 'rules.a.b is "sometimes", which is none of off, error, warning, note.', 15],
  // Not that it is no text and no map, which is what the branches of the schema say.
  [
    "rules: { a.b: 7 }",
    "rules.a.b is 7, where off, error, warning, note or a map of keys and values is expected.",
    15,
  ],
  [
    "rules: { a.b: }",
    "rules.a.b is empty, where off, error, warning, note or a map of keys and values is expected.",
    15,
  ],
  [
    "extends: recomended",
    'extends is "recomended", which is none of none, recommended, strict; did you mean "recommended"?',
    10,
  ],
  ["waivers: [{ rule: a.b }]", 'waivers[0] lacks "subject".', 11],
  [
    "waivers: [{ rule: a.b, subject: x, reason: r, owner: 7, until: 2027-01-31 }]",
    "waivers[0].owner is 7, where text is expected: put it into quotes.",
    54,
  ],
  [
    "waivers: [{ rule: a.b, image: x, subject: x, reason: r, owner: o, until: 2027-01-31 }]",
    'waivers[0] has an unknown key "image". Did you mean "images"?',
    24,
  ],
  ["strict: yes", 'strict is the text "yes", where true or false is expected.', 9],
  ["- a", "the file is a list, where a map of keys and values is expected.", 1],
])("%s is told in words, with its place", async (yaml, sentence, column) => {
  await writeFile(path.join(folder, "lumogate.yaml"), yaml);
  await expect(loadConfig(undefined, folder)).rejects.toMatchObject({
    message: `lumogate.yaml: ${sentence}`,
    location: { line: 1, column },
  });
});

test("without a file, and where it says nothing, the recommended rules judge", async () => {
  const empty = await mkdtemp(path.join(os.tmpdir(), "lumogate-config-"));
  expect(await loadConfig(undefined, empty)).toMatchObject({ extends: "recommended", strict: false });
  await writeFile(path.join(empty, "lumogate.yaml"), "extends: none\nstrict: true\n");
  expect(await loadConfig(undefined, empty)).toMatchObject({ extends: "none", strict: true });
  await rm(empty, { recursive: true });
});

test("a rule's settings keep their places, for whoever knows what they may be", async () => {
  await writeFile(
    path.join(folder, "lumogate.yaml"),
    "rules:\n  a.b:\n    severity: note\n    list:\n      - one\n      - { two: 2 }\n",
  );
  const { rules } = await loadConfig(undefined, folder);
  const rule = rules["a.b"];
  expect(rule).toMatchObject({ severity: "note", settings: { list: ["one", { two: 2 }] } });
  expect(rule?.locate?.(["list", 1, "two"], "value")).toEqual({ file: "lumogate.yaml", line: 6, column: 16 });
  expect(rule?.locate?.(["list", 1, "two"], "key")).toEqual({ file: "lumogate.yaml", line: 6, column: 11 });
});

test("a waiver keeps its places, for whoever knows which rules there are and what day it is", async () => {
  await writeFile(
    path.join(folder, "lumogate.yaml"),
    "waiver-days: 30\nwaivers:\n  - rule: a.b\n    subject: x\n    reason: r\n    owner: o\n    until: 2027-01-31\n",
  );
  const { waivers, waiverDays } = await loadConfig(undefined, folder);
  expect(waiverDays).toBe(30);
  expect(waivers).toMatchObject([{ rule: "a.b", subject: "x", until: "2027-01-31" }]);
  expect(waivers[0]?.place("until")).toEqual({ file: "lumogate.yaml", line: 7, column: 12 });
  expect(waivers[0]?.place()).toMatchObject({ line: 3 });
});

test("a waiver until a day that is none is refused where it stands", async () => {
  await writeFile(
    path.join(folder, "lumogate.yaml"),
    "waivers:\n  - { rule: a.b, subject: x, reason: r, owner: o, until: 20270131 }\n",
  );
  await expect(loadConfig(undefined, folder)).rejects.toMatchObject({
    code: "config.waiver-date",
    location: { file: "lumogate.yaml", line: 2, column: 58 },
  });
});
