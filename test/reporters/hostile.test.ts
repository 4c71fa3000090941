import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Report } from "../../src/model/report.ts";
import { annotations } from "../../src/reporters/annotations.ts";
import { INVENTORY_REPORTERS, REPORTERS } from "../../src/reporters/index.ts";
import { markdownSummary } from "../../src/reporters/markdown-summary.ts";
import { CANARIES, hostileReport, hostileText } from "../support/hostile.ts";
import { parseRunnerOutput } from "../support/runner.ts";

/** Controls, formats, lone surrogates, private use, separators, ignorables, and blanks other than the plain one. */
const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** How each line of a table may begin: with a word of ours, or with a label of ours and the bar. */
const OWN_START =
  /^(?:(?:PASS|FAIL|CANNOT JUDGE|error|warning|note|waived|notice|waivers, for what may stay|because|not read|rules|image|configuration|labels|explained|clause|called)\b|\d+ (?:steps?|packages?)$|[a-z-]+: \d+ packages?\b|\d+ files?: |[a-z0-9 ]{11} \|| {2}- \{ rule: )/;

function expectQuiet(output: string): void {
  const { commands, matched } = parseRunnerOutput(output);
  expect(commands).toEqual([]);
  expect(matched).toEqual([]);
  expect(UNSEEN.exec(output.replaceAll("\n", ""))?.[0]).toBeUndefined();
}

function expectOwnLines(output: string): void {
  const foreign = output.split("\n").filter((line) => line !== "" && !OWN_START.test(line));
  expect(foreign).toEqual([]);
}

/**
 * The summary without its code spans and without what we ourselves write in Markdown and HTML: nothing may be left that a
 * parser, or GitHub behind it, gives a meaning to.
 */
function expectPlainMarkdown(summary: string): void {
  expect(UNSEEN.exec(summary.replaceAll("\n", ""))?.[0]).toBeUndefined();
  const rest = summary
    .replace(/^```yaml\nwaivers:\n(?: {2}- \{ rule: [^`\n]*\n)+```$/m, "")
    .replace(/`[^`\n]*`/g, "")
    .replace(
      /^<details><summary>(?:deb: 1 package|Waivers, for what may stay for now)<\/summary>$|^<\/details>$|^#{2,4} |^- |\*\*(?:Brought by|Fix|More|Waived|Waiver|When):\*\*/gm,
      "",
    )
    .replace(/^\|.*\|$/gm, (line) => line.replace(/ \| |^\| | \|$|\|/g, "").replaceAll("---", ""));
  expect(/[^\p{L}\p{M}\p{N}\s"'’(),.:;!?…–—]|GH-|[0-9a-f]{7}|:\S+:/u.exec(rest)?.[0]).toBeUndefined();
  expect(rest.replaceAll("`", "")).toBe(rest);
}

/** Every row of a table has as many cells as its head: GFM looks for pipes before it looks for code. */
function expectWholeTables(summary: string): void {
  const tables = summary
    .split("\n\n")
    .map((block) => block.split("\n").filter((line) => line.startsWith("|")));
  for (const [head = "", ...rows] of tables) {
    expect(rows.filter((row) => row.split("|").length !== head.split("|").length)).toEqual([]);
  }
}

async function expectNothingObeyed(report: Report): Promise<void> {
  for (const reporter of REPORTERS) {
    const plain = reporter.render(report, { colour: false, width: 80 });
    expectQuiet(plain);
    expect(stripVTControlCharacters(reporter.render(report, { colour: true, width: 80 }))).toBe(plain);
  }
  expectOwnLines(REPORTERS[0].render(report, { colour: false, width: 80 }));
  expect(JSON.parse(REPORTERS[1].render(report, { colour: false }))).toEqual(
    JSON.parse(JSON.stringify(report)),
  );
  for (const { inventory } of report.images) {
    if (inventory === undefined) continue;
    for (const reporter of INVENTORY_REPORTERS)
      expectQuiet(await reporter.render(inventory, { colour: false, width: 80 }));
    expectOwnLines(INVENTORY_REPORTERS[0].render(inventory, { colour: false, width: 80 }));
  }
  const summary = markdownSummary(report, {});
  expectPlainMarkdown(summary);
  expectWholeTables(summary);
  for (const { title, message } of annotations(report)) {
    expect(UNSEEN.exec(`${title}${message}`.replaceAll("\n", ""))?.[0]).toBeUndefined();
    expect(`${title}\n${message}`).not.toContain("##[");
    expect(message.length).toBeLessThanOrEqual(LIMITS.annotationChars);
  }
}

describe("text from an image is shown, and never obeyed:", () => {
  test.each(Object.entries(CANARIES))("%s", (_, text) => expectNothingObeyed(hostileReport(text)));

  test("anything else", async () => {
    const everywhere = fc.asyncProperty(hostileText, (text) => expectNothingObeyed(hostileReport(text)));
    await fc.assert(everywhere, { seed: 20260101, numRuns: 150 });
  });
});
