import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rulesPage } from "../scripts/rule-docs.ts";
import { exampleOf } from "../src/commands/policy/rule-docs.ts";
import { settingRows } from "../src/commands/policy/settings-table.ts";
import { shippedRules } from "../src/commands/policy/shipped-rules.ts";
import { validateBySchema } from "../src/policy/settings/by-schema.ts";

const rules = await shippedRules();

it("docs/rules.md is what the rules say of themselves today (npm run docs:rules writes it anew)", async () => {
  expect(await readFile("docs/rules.md", "utf8")).toBe(await rulesPage());
});

describe.each(rules)("$id", ({ title, description, metadata }) => {
  const { settings, fix } = metadata;

  it("says what it is about and what to do", () => {
    expect(title).toMatch(/^[A-Z]/);
    expect(description?.length).toBeGreaterThan(20);
    expect(fix).toMatch(/^[A-Z].{10}/s);
  });

  it("describes each of its settings", () => {
    const rows = settings === undefined ? [] : settingRows(settings);
    expect(rows.filter((row) => row.description === "").map(({ name }) => name)).toEqual([]);
  });

  it("needs no settings where a set brings it", async () => {
    if (metadata.extends === undefined || settings === undefined) return;
    expect(await validateBySchema(settings, {})).toEqual([]);
  });

  it("takes the example that the page shows, and has one where it needs settings", async () => {
    const example = settings === undefined ? undefined : exampleOf(settings);
    if (example !== undefined) expect(await validateBySchema(settings ?? {}, example)).toEqual([]);
    else if (settings !== undefined) expect(await validateBySchema(settings, {})).toEqual([]);
  });

  it("takes nothing that it does not know", async () => {
    if (settings !== undefined)
      expect(await validateBySchema(settings, { surely_unknown: 1 })).not.toEqual([]);
  });
});
