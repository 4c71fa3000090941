import type { RuleFinding } from "../../../src/model/report.ts";
import type { Waiver } from "../../../src/policy/waivers/waiver.ts";

export function aWaiver(more: Partial<Waiver> = {}): Waiver {
  return {
    rule: "packages.banned",
    subject: "pkg:deb/debian/telnet@1",
    reason: "the vendor mends it",
    owner: "ops",
    until: "2026-03-01",
    place: () => ({ file: "lumogate.yaml", line: 7, column: 5 }),
    ...more,
  };
}

export function aTold(more: Partial<RuleFinding> = {}): RuleFinding {
  return {
    rule: "packages.banned",
    severity: "error",
    message: "telnet is banned",
    subject: "pkg:deb/debian/telnet@1",
    target: "app",
    fingerprint: "f",
    ...more,
  };
}
