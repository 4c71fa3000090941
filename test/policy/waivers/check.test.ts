import { describe, expect, test } from "vitest";
import { checkWaivers } from "../../../src/policy/waivers/check.ts";
import { readWaiver } from "../../../src/policy/waivers/read.ts";
import { aWaiver } from "./waivers.ts";

const NOW = new Date("2026-01-01T12:00:00Z");
const PLACE = { file: "lumogate.yaml", line: 3, column: 9 };

function read(more: object): unknown {
  const { place: _, ...raw } = aWaiver();
  return readWaiver({ ...raw, ...more }, () => PLACE);
}

function checking(until: string): () => void {
  return () => checkWaivers([aWaiver({ until })], ["packages.banned"], NOW, 30);
}

describe("a waiver is refused", () => {
  test.each([
    "2026-02-30",
    "2027-1-3",
    "2027-00-01",
    "2027-01-01T00:00:00Z",
    "tomorrow",
    "",
    20270101,
    2027,
    null,
    true,
    ["2027-01-01"],
  ])("until %j, which is no day", (until) => {
    expect(() => read({ until })).toThrow(
      expect.objectContaining({ code: "config.waiver-date", location: PLACE }),
    );
    expect(() => read({ until })).toThrow(JSON.stringify(until));
  });

  test.each([
    ["reason", "<why>"],
    ["reason", " <WHY> "],
    ["owner", "<who>"],
    ["reason", "<who>"],
    ["owner", "  "],
    ["reason", "..."],
    ["reason", "?"],
  ])("whose %s is %j, which says nothing", (key, text) => {
    expect(() => read({ [key]: text })).toThrow(
      expect.objectContaining({ code: "config.waiver-text", location: PLACE }),
    );
  });

  test("for a rule that does not exist, with the nearest one", () => {
    const place = (key?: string) => ({ ...PLACE, column: key === "rule" ? 11 : 1 });
    const check = () =>
      checkWaivers([aWaiver({ rule: "packages.baned", place })], ["packages.banned"], NOW, 365);
    expect(check).toThrow('Did you mean "packages.banned"?');
    expect(check).toThrow(
      expect.objectContaining({ code: "config.unknown-rule", location: { ...PLACE, column: 11 } }),
    );
  });

  test("more days ahead than it may be", () => {
    expect(checking("2026-01-31")).not.toThrow();
    expect(checking("2026-02-01")).toThrow(
      expect.objectContaining({
        code: "config.waiver-days",
        hint: expect.stringContaining("2026-01-31") as string,
      }),
    );
  });
});

test("a waiver that has ended long ago is none that is refused", () => {
  expect(() => checkWaivers([aWaiver({ until: "1999-12-31" })], ["packages.banned"], NOW, 30)).not.toThrow();
});
