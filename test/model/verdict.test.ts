import { expect, test } from "vitest";
import type { Gap } from "../../src/model/inventory.ts";
import type { FailOn, Finding, Severity } from "../../src/model/report.ts";
import {
  countFindings,
  decide,
  exitCode,
  joinVerdicts,
  type JudgedRule,
  obstacleError,
} from "../../src/model/verdict.ts";

const banned: JudgedRule = { id: "packages.banned", origin: "shipped", reads: ["packages"], active: true };
const labels: JudgedRule = { id: "labels.required", origin: "shipped", reads: ["config"], active: true };
const truncated: Gap = {
  code: "packages.truncated",
  by: "dpkg",
  path: "/var/lib/dpkg/status",
  reason: "The file ends in the middle of a package.",
  affects: ["packages"],
};

function finding(rule: JudgedRule, severity: Severity, status?: "holds" | "ended"): Finding {
  const waiver = { reason: "r", owner: "o", until: "2026-01-31", location: { file: "f" } };
  return {
    ...(status === undefined ? {} : { waiver: { ...waiver, status } }),
    rule: rule.id,
    severity,
    message: "m",
    waiverSnippet: "",
    target: "t",
    fingerprint: "f",
  };
}

test("an image without findings and gaps passes", () => {
  expect(decide([banned], [], [], "error")).toMatchObject({
    verdict: "pass",
    outcomes: [{ outcome: "passed" }],
  });
});

test.each([
  ["error", "error", "fail"],
  ["error", "warning", "pass"],
  ["error", "note", "pass"],
  ["warning", "error", "fail"],
  ["warning", "warning", "fail"],
  ["warning", "note", "pass"],
  ["never", "error", "pass"],
] as const)(
  "with --fail-on %s a finding of severity %s makes the verdict %s",
  (failOn: FailOn, severity, verdict) => {
    expect(decide([banned], [finding(banned, severity)], [], failOn).verdict).toBe(verdict);
  },
);

test("a gap in what an active rule reads makes the verdict error, even beside a finding and with --fail-on never", () => {
  for (const failOn of ["error", "never"] as const) {
    const { verdict, outcomes, obstacles } = decide(
      [banned, labels],
      [finding(labels, "error")],
      [truncated],
      failOn,
    );
    expect(verdict).toBe("error");
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["cannot-judge", "failed"]);
    expect(obstacles).toEqual([truncated]);
  }
});

test("a gap that no active rule reads is no obstacle", () => {
  const off = { ...banned, active: false };
  const { verdict, outcomes } = decide([off, labels], [], [truncated], "error");
  expect(verdict).toBe("pass");
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["off", "passed"]);
});

test("a rule with warnings only is warned, not failed", () => {
  expect(decide([banned], [finding(banned, "warning")], [], "error").outcomes[0]?.outcome).toBe("warned");
});

test("the worst verdict of several images holds, and no image at all is an error", () => {
  expect(joinVerdicts(["pass", "pass"])).toBe("pass");
  expect(joinVerdicts(["pass", "fail"])).toBe("fail");
  expect(joinVerdicts(["fail", "error", "pass"])).toBe("error");
  expect(joinVerdicts([])).toBe("error");
});

test("exit codes are 0 for pass, 1 for fail, 2 for error", () => {
  expect([exitCode("pass"), exitCode("fail"), exitCode("error")]).toEqual([0, 1, 2]);
});

test("an obstacle's error names the gap, counts the others, and says how to accept it", () => {
  const error = obstacleError([truncated, truncated, truncated]);
  expect(error.code).toBe("packages.truncated");
  expect(error.message).toContain("The file ends in the middle of a package. There are 2 more such gaps.");
  expect(error.hint).toContain("accept: packages.truncated");
});

test("a gap that the configuration accepts is no obstacle", () => {
  const accepted = { ...truncated, accepted: "known" };
  expect(decide([banned], [], [accepted], "error")).toMatchObject({ verdict: "pass", obstacles: [] });
  expect(decide([banned], [], [accepted, truncated], "error")).toMatchObject({
    verdict: "error",
    obstacles: [truncated],
  });
});

test("what is waived does not fail, and is told as waived, not as passed", () => {
  const waived = finding(banned, "error", "holds");
  expect(decide([banned], [waived], [], "warning")).toMatchObject({
    verdict: "pass",
    outcomes: [{ outcome: "waived", findings: 0, waived: 1 }],
  });
  expect(decide([banned], [waived, finding(banned, "warning")], [], "error")).toMatchObject({
    verdict: "pass",
    outcomes: [{ outcome: "warned", findings: 1, waived: 1 }],
  });
  expect(countFindings([waived, finding(banned, "note")])).toEqual({
    error: 0,
    warning: 0,
    note: 1,
    waived: 1,
  });
});

test("what a waiver that has ended is about fails again", () => {
  expect(decide([banned], [finding(banned, "error", "ended")], [], "error")).toMatchObject({
    verdict: "fail",
    outcomes: [{ outcome: "failed", findings: 1, waived: 0 }],
  });
});

test("no waiver is about what could not be judged", () => {
  expect(decide([banned], [finding(banned, "error", "holds")], [truncated], "never")).toMatchObject({
    verdict: "error",
    outcomes: [{ outcome: "cannot-judge" }],
  });
});
