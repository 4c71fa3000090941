import { expect, test } from "vitest";
import { atTime } from "../../../src/policy/findings/effective-on.ts";
import { aTold } from "../waivers/waivers.ts";

test.each([
  ["2027-01-31", "2027-01-30T23:59:59.999Z", "warning"],
  ["2027-01-31", "2027-01-31T00:00:00Z", "error"],
  ["2027-01-31T00:00:00+14:00", "2027-01-30T09:59:59Z", "warning"],
  ["2027-01-31T00:00:00+14:00", "2027-01-30T10:00:00Z", "error"],
])("what is effective on %s is, at %s, a finding of severity %s", (effectiveOn, time, severity) => {
  const finding = atTime(aTold({ effectiveOn }), new Date(time));
  expect(finding.severity).toBe(severity);
  expect(finding.effectiveOn).toBe(severity === "warning" ? effectiveOn : undefined);
});

test("what is no error will not fail later by itself, and says nothing of it", () => {
  for (const severity of ["warning", "note"] as const) {
    const finding = atTime(aTold({ severity, effectiveOn: "2027-01-31" }), new Date("2026-01-01"));
    expect(finding.severity).toBe(severity);
    expect(finding).not.toHaveProperty("effectiveOn");
  }
});

test("a finding is the same finding before and after", () => {
  const told = aTold({ effectiveOn: "2027-01-31" });
  const [before, after] = ["2026-01-01", "2028-01-01"].map((day) => atTime(told, new Date(day)));
  expect([before?.message, before?.fingerprint]).toEqual([after?.message, after?.fingerprint]);
});
