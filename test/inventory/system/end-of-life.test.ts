import { describe, expect, it } from "vitest";
import table from "../../../src/inventory/system/end-of-life.json" with { type: "json" };
import { endOfLife } from "../../../src/inventory/system/end-of-life.ts";

describe("the end of a system's free support", () => {
  it.each([
    ["debian", undefined, "12", "2028-06-30"],
    ["debian", undefined, "12.5", "2028-06-30"],
    ["alpine", undefined, "3.19.1", "2025-11-01"],
    ["ubuntu", undefined, "22.04", "2027-06-01"],
    ["rhel", undefined, "9.4", "2032-05-31"],
    ["centos", "CentOS Linux", "8", "2021-12-31"],
    ["centos", "CentOS Stream", "8", "2024-05-31"],
    ["sles", undefined, "15.6", "2025-12-31"],
  ])("is known of %s %s %s", (id, name, versionId, day) => {
    expect(endOfLife({ id, versionId, ...(name === undefined ? {} : { name }) })).toBe(day);
  });

  it.each([
    ["debian", undefined],
    ["arch", "20241201"],
    ["alpine", "3.99.1"],
    ["alpine", "3.21.0_alpha20240923"],
    ["sles", "15.99"],
    ["toString", "1"],
    ["debian", "."],
  ])("is not made up for %s %s", (id, versionId) => {
    expect(endOfLife({ id, ...(versionId === undefined ? {} : { versionId }) })).toBeUndefined();
  });

  it("is a day, in every row, and the table says how old it is", () => {
    const days = Object.values(table.systems).flatMap((releases) => Object.values(releases));
    for (const day of [...days, table.renewed])
      expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    expect(days.length).toBeGreaterThan(150);
  });
});
