import { describe, expect, test } from "vitest";
import type { RuleFinding } from "../../../src/model/report.ts";
import { applyWaivers, waiverTerms } from "../../../src/policy/waivers/apply.ts";
import type { Waiver } from "../../../src/policy/waivers/waiver.ts";
import { aTold, aWaiver } from "./waivers.ts";

function apply(
  waivers: readonly Waiver[],
  told: readonly RuleFinding[],
  time = "2026-01-01T00:00:00Z",
  names = ["app"],
) {
  return applyWaivers(told, waiverTerms(waivers, new Date(time), 365), names);
}

function statusOf(waivers: readonly Waiver[], told: RuleFinding, time?: string, names?: string[]) {
  return apply(waivers, [told], time, names).findings[0]?.waiver?.status;
}

describe("a waiver", () => {
  test.each([
    ["2026-02-28T23:59:59.999Z", "holds"],
    ["2026-03-01T00:00:00Z", "holds"],
    ["2026-03-01T23:59:59.999Z", "holds"],
    ["2026-03-02T00:00:00Z", "ended"],
    ["2026-03-02T00:30:00+14:00", "holds"],
    ["2026-03-01T23:30:00-08:00", "ended"],
  ])("until 2026-03-01 %s: %s", (time, status) => {
    expect(statusOf([aWaiver()], aTold(), time)).toBe(status);
  });

  test("says with the finding why, who and until when, and drops none", () => {
    const { findings } = apply([aWaiver()], [aTold(), aTold({ subject: "pkg:deb/debian/curl@1" })]);
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({
      severity: "error",
      waiver: {
        status: "holds",
        reason: "the vendor mends it",
        owner: "ops",
        until: "2026-03-01",
        location: { file: "lumogate.yaml", line: 7 },
      },
    });
    expect(findings[1]).not.toHaveProperty("waiver");
  });

  test("is about one rule, whatever others find about the same subject", () => {
    expect(statusOf([aWaiver()], aTold({ rule: "packages.allowed" }))).toBeUndefined();
    expect(statusOf([aWaiver({ rule: "packages.allowed", subject: "*" })], aTold())).toBeUndefined();
  });

  test("with * is about each subject of the rule, and by a message about a finding without one", () => {
    expect(statusOf([aWaiver({ subject: "*" })], aTold())).toBe("holds");
    const { subject: _, ...bare } = aTold();
    expect(statusOf([aWaiver({ subject: "telnet is *" })], bare)).toBe("holds");
    expect(statusOf([aWaiver({ subject: "telnet is *" })], aTold())).toBeUndefined();
  });

  test("for some images holds on these alone; two for one rule on different images both hold", () => {
    const both = [aWaiver({ images: ["app:*", "x"] }), aWaiver({ images: ["shop:*"] })];
    expect(statusOf(both, aTold(), undefined, ["app:1"])).toBe("holds");
    expect(statusOf(both, aTold(), undefined, ["sha256:0", "shop:1"])).toBe("holds");
    expect(statusOf(both, aTold(), undefined, ["other:1", "myapp:1"])).toBeUndefined();
  });

  test("that has ended gives way to one that holds, in whatever order they stand", () => {
    const both = [aWaiver({ until: "2025-12-31" }), aWaiver({ until: "2026-06-30", owner: "dev" })];
    for (const waivers of [both, both.toReversed()]) {
      const { findings, matching } = apply(waivers, [aTold()]);
      expect(findings[0]?.waiver).toMatchObject({ status: "holds", owner: "dev" });
      expect(matching.size).toBe(2);
    }
  });
});

test("a finding proposes a waiver for ninety days, or for as long as the configuration allows", () => {
  const [long, short] = [365, 30].map((days) =>
    applyWaivers([aTold()], waiverTerms([], new Date("2026-01-01T00:00:00Z"), days), ["app"]),
  );
  expect(long?.findings[0]?.waiverSnippet).toContain("until: 2026-04-01 }");
  expect(short?.findings[0]?.waiverSnippet).toContain("until: 2026-01-31 }");
});
