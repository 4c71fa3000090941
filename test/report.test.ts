import { expect, test } from "vitest";
import type { Layer } from "../src/model/inventory.ts";
import type { Finding, RuleOutcome, Severity } from "../src/model/report.ts";
import type { Rule } from "../src/policy/policy.ts";
import { composeReport, type Judged, locateFindings } from "../src/report.ts";
import { aFinding, anInventory, aPackage } from "./support/report.ts";

const request = { failOn: "error", effectiveTime: new Date("2026-01-02T03:04:05Z") } as const;
const rule: Rule = {
  id: "packages.banned",
  origin: "shipped",
  severity: "error",
  reads: ["packages"],
  metadata: {},
  place: { file: "banned.rego", line: 1 },
  active: true,
};
const policy = { sources: [{ source: "shipped", digest: "sha256:0" }], rules: [rule] };

function finding(target: string, severity: Severity, message: string): Finding {
  return { rule: rule.id, severity, message, waiverSnippet: "", target, fingerprint: message };
}

function judged(
  target: string,
  verdict: "pass" | "fail" | "error",
  findings: Finding[],
  outcome?: RuleOutcome["outcome"],
): Judged {
  const outcomes =
    outcome === undefined
      ? []
      : [
          {
            id: rule.id,
            origin: rule.origin,
            reads: rule.reads,
            outcome,
            findings: findings.length,
            waived: 0,
          },
        ];
  return {
    image: {
      target,
      verdict,
      findings,
      gaps: [],
      ...(outcome === undefined ? { error: { code: "x", message: "no" } } : {}),
    },
    outcomes,
  };
}

test("findings of all images stand flat, the worst first, whatever the order of images", () => {
  const images = [
    judged("b", "pass", [finding("b", "note", "n"), finding("b", "warning", "w")], "warned"),
    judged("a", "fail", [finding("a", "error", "e")], "failed"),
  ];
  const report = composeReport(request, policy, images);
  expect(report.findings.map(({ message }) => message)).toEqual(["e", "w", "n"]);
  expect(composeReport(request, policy, images.toReversed()).findings).toEqual(report.findings);
  expect(report.counts).toEqual({ error: 1, warning: 1, note: 1, waived: 0 });
});

test("the verdict is the worst image's, and a rule's outcome is its worst", () => {
  const report = composeReport(request, policy, [
    judged("a", "pass", [], "passed"),
    judged("b", "fail", [finding("b", "error", "e")], "failed"),
  ]);
  expect(report).toMatchObject({ verdict: "fail", exitCode: 1, rules: [{ outcome: "failed", findings: 1 }] });
});

test("an image that could not be read makes the verdict error, and its rules did not pass", () => {
  const report = composeReport(request, policy, [
    judged("a", "pass", [], "passed"),
    judged("b", "error", []),
  ]);
  expect(report).toMatchObject({
    verdict: "error",
    exitCode: 2,
    rules: [{ outcome: "cannot-judge" }],
    error: { code: "x" },
  });
});

test("broken rules make the verdict error, with no image judged", () => {
  const report = composeReport(request, undefined, [], { error: { code: "policy.type", message: "typo" } });
  expect(report).toMatchObject({
    verdict: "error",
    exitCode: 2,
    images: [],
    rules: [],
    error: { code: "policy.type" },
  });
});

test("the report says which moment it took for now", () => {
  expect(composeReport(request, policy, []).effectiveTime).toBe("2026-01-02T03:04:05.000Z");
});

test("a finding about a package says where it is recorded and which step brought it, and keeps its fingerprint", () => {
  const telnet = aPackage("telnet", "1", { introducedIn: { layer: 1 } });
  const [located, unknown, other, none] = locateFindings(
    [
      aFinding({ subject: telnet.purl }),
      aFinding({ subject: "pkg:deb/debian/curl@2?arch=amd64" }),
      aFinding({ subject: "maintainer" }),
      finding("a", "error", "no subject"),
    ],
    anInventory({
      packages: [telnet, aPackage("curl", "2")],
      layers: stepsWith("RUN apt-get install -y telnet"),
    }),
  );
  expect(located).toEqual({
    ...aFinding({ subject: telnet.purl }),
    location: { path: "/var/lib/dpkg/status", layer: 1, createdBy: "RUN apt-get install -y telnet" },
  });
  expect(unknown?.location).toEqual({ path: "/var/lib/dpkg/status" });
  expect(other?.location).toBeUndefined();
  expect(none).toEqual(finding("a", "error", "no subject"));
});

test("an instruction beside a finding is cut: an image can have one of megabytes, and thousands of findings", () => {
  const telnet = aPackage("telnet", "1", { introducedIn: { layer: 1 } });
  const inventory = anInventory({ packages: [telnet], layers: stepsWith(`RUN ${"x".repeat(1_000_000)}`) });
  const [located] = locateFindings([aFinding({ subject: telnet.purl })], inventory);
  expect(located?.location?.createdBy?.length).toBeLessThan(5_000);
});

function stepsWith(createdBy: string): Layer[] {
  return [
    { index: 0, empty: false },
    { index: 1, createdBy, empty: false },
  ];
}

test("findings that are waived come last, and are counted apart", () => {
  const waiver = {
    status: "holds",
    reason: "r",
    owner: "o",
    until: "2026-01-31",
    location: { file: "f" },
  } as const;
  const waived = { ...finding("a", "error", "e"), waiver };
  const report = composeReport(request, policy, [
    judged("a", "pass", [waived, finding("a", "note", "n")], "warned"),
  ]);
  expect(report.findings.map(({ message }) => message)).toEqual(["n", "e"]);
  expect(report.counts).toEqual({ error: 0, warning: 0, note: 1, waived: 1 });
});

test("an error that is no image's own outranks every image's verdict, and the findings stay", () => {
  const images = [judged("a", "fail", [finding("a", "error", "e")], "failed")];
  const error = { code: "config.unused-waiver", message: "m" };
  expect(composeReport(request, policy, images, { error, notices: [error] })).toMatchObject({
    verdict: "error",
    exitCode: 2,
    error,
    notices: [error],
    findings: [{ message: "e" }],
  });
});
