import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import type { Finding, Severity } from "../../src/model/report.ts";
import { annotations } from "../../src/reporters/annotations.ts";
import { aFinding, anImage, aReport, TARGET } from "../support/report.ts";
import { SAMPLES } from "../support/samples.ts";

function findingsOf(count: number, severity: Severity): Finding[] {
  return Array.from({ length: count }, (_, index) => aFinding({ severity, subject: `s${index}` }));
}

describe("annotations", () => {
  test("have the rule as title, and say what, where and how to mend it", () => {
    expect(annotations(SAMPLES.fail)).toEqual([
      {
        level: "error",
        title: "packages.banned",
        message: [
          "telnet 0.17+2.5-3 is installed, but telnet is banned: it sends passwords in clear text.",
          `pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64 in ${TARGET}`,
          "Remove telnet from the image, or from packages.banned in lumogate.yaml.",
        ].join("\n"),
      },
      expect.objectContaining({ level: "warning", title: "labels.required" }),
    ]);
  });

  test("say which step brought it, where that is known", () => {
    const location = { path: "/var/lib/dpkg/status", layer: 3, createdBy: "RUN apt-get install -y telnet" };
    const [only] = annotations(aReport("fail", [anImage({ findings: [aFinding({ location })] })]));
    expect(only?.message.split("\n")[2]).toBe("Brought by step 3: RUN apt-get install -y telnet");
  });

  test("say that a waiver has ended or holds, from when it will fail, and what to look after", () => {
    const all = annotations(SAMPLES.waived);
    expect(all.map(({ level, title }) => `${level} ${title}`)).toEqual([
      "error labels.required",
      "warning image.latest",
      "warning lumogate: waiver.unused",
      "notice packages.banned, waived",
    ]);
    const [ended, ahead, , holds] = all.map(({ message }) => message.split("\n"));
    expect(ended).toContain(
      "The waiver ended on 2025-12-31; its owner is dev@example.com (lumogate.yaml:7:5)",
    );
    expect(ahead).toContain("Will fail from 2026-06-01");
    expect(holds?.at(-1)).toBe("Waived until 2026-03-01 by ops@example.com: the vendor mends it");
  });

  test("say why there is no verdict, each reason once", () => {
    const [first, ...others] = annotations(SAMPLES.several);
    expect(first).toMatchObject({ level: "error", title: "lumogate cannot judge: engine.image-unknown" });
    expect(others.map(({ level }) => level)).toEqual(["warning"]);
    expect(annotations(SAMPLES.config)).toMatchObject([
      { title: "lumogate cannot judge: config.unknown-key" },
    ]);
  });

  test("are as many of a level as GitHub keeps, and the last says how many more there are", () => {
    const report = aReport("fail", [
      anImage({ findings: [...findingsOf(10, "note"), ...findingsOf(25, "error")] }),
    ]);
    const errors = annotations(report).filter(({ level }) => level === "error");
    expect(errors).toHaveLength(LIMITS.annotationsPerType);
    expect(errors.at(-1)?.message).toMatch(/^and 16 more/);
    expect(errors[0]?.message).toContain("s0 in");
    expect(annotations(report).filter(({ message }) => message.includes("more"))).toHaveLength(1);
  });

  test("are cut with a mark before the runner cuts them without one", () => {
    const [long] = annotations(
      aReport("fail", [anImage({ findings: [aFinding({ message: "\u202e".repeat(4_000) })] })]),
    );
    expect(long?.message.length).toBeLessThanOrEqual(LIMITS.annotationChars);
    expect(long?.message).toMatch(/… \(\d+ more characters\)$/);
  });
});
