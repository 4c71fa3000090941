import { expect, it } from "vitest";
import { parseJson, parseRecord, withoutUndefined } from "../src/json.ts";

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

it("reads what lies as deep as anybody's documents, and brackets in texts for what they are", () => {
  expect(parseJson(nested(900))).toEqual(JSON.parse(nested(900)));
  expect(parseJson(`[${"[],".repeat(5_000)}{}]`)).toHaveLength(5_001);
  const text = `\\"${"[".repeat(5_000)}\\\\`;
  expect(parseRecord(`{"a": "${text}"}`)).toEqual({ a: `"${"[".repeat(5_000)}\\` });
});

it("refuses brackets without end, before each of them takes memory", () => {
  const before = process.memoryUsage().rss;
  for (const text of ["[".repeat(20_000_000), '{"a":'.repeat(4_000_000), nested(300_000)])
    expect(() => parseJson(text)).toThrow(/more than \d+ lists and objects within each other/);
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});

it("leaves out only what is undefined", () => {
  const kept = { none: null, no: false, zero: 0, empty: "" };
  const result = withoutUndefined({ ...kept, absent: undefined });
  expect(Object.entries(result)).toEqual(Object.entries(kept));
});
