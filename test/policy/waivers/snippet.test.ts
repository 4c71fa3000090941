import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/config/yaml.ts";
import { json } from "../../../src/encode/json.ts";
import { code, fenced } from "../../../src/encode/markdown.ts";
import { shown } from "../../../src/encode/terminal.ts";
import { compileGlob } from "../../../src/policy/waivers/glob.ts";
import { waiverSnippet } from "../../../src/policy/waivers/snippet.ts";
import { CANARIES, hostileText } from "../../support/hostile.ts";

/** What our reader of YAML makes of a line below `waivers:`. */
function parse(line: string): { rule: string; subject: string } {
  const { value } = parseYaml(`waivers:\n  ${line}\n`, "lumogate.yaml");
  const [waiver, ...others] = (value as { waivers: { rule: string; subject: string }[] }).waivers;
  if (waiver === undefined || others.length > 0) throw new Error(`no waiver, or several: ${line}`);
  return waiver;
}

/** The line as somebody copies it: from the document, a terminal or a log, a page's block of code, its code in a sentence. */
function copied(line: string): string[] {
  return [line, shown(line), fenced(line), code(line).slice(1, -1), JSON.parse(json(line)) as string];
}

function expectToSilence(rule: string, subject: string): void {
  for (const line of copied(waiverSnippet({ rule, subject, message: "m" }, "2027-01-31"))) {
    expect(line).toMatch(/^[\x20-\x7e]*$/);
    const waiver = parse(line);
    expect(waiver).toEqual({
      rule,
      subject: waiver.subject,
      reason: "<why>",
      owner: "<who>",
      until: "2027-01-31",
    });
    const glob = compileGlob(waiver.subject);
    expect(glob(subject)).toBe(true);
    expect(glob(`${subject}x`)).toBe(false);
  }
}

describe("the waiver that a finding shows", () => {
  test("is one line of YAML, as plain as it can be", () => {
    expect(
      waiverSnippet({ rule: "labels.required", subject: "maintainer", message: "m" }, "2027-01-31"),
    ).toBe(
      '- { rule: labels.required, subject: "maintainer", reason: "<why>", owner: "<who>", until: 2027-01-31 }',
    );
  });

  test.each([
    "pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=amd64&distro=debian-12",
    "pkg:npm/%40babel/core@7.0.0#sub/path",
    "pkg:golang/example.com/x.go@v1.0.0",
    "*",
    "\\*",
    "a: b, { c: [d] } # e",
    "'\"`|",
    "größe 日本 😀",
    "true",
    "2027-01-31",
    ...Object.values(CANARIES),
  ])("about %j silences that and nothing else, wherever it was copied from", (subject) => {
    expectToSilence("packages.banned", subject);
  });

  test("silences any subject of any rule", () => {
    fc.assert(fc.property(hostileText, hostileText, expectToSilence), { seed: 20260101, numRuns: 1_000 });
  });

  test("names the message where there is no subject, and not the whole rule", () => {
    const { subject } = parse(waiverSnippet({ rule: "main", message: "runs as root *" }, "2027-01-31"));
    expect(compileGlob(subject)("runs as root *")).toBe(true);
    expect(compileGlob(subject)("runs as root too")).toBe(false);
  });

  test.each(["null", "true", "1e3", "main", "a.b"])("keeps a rule's id of %j a text", (rule) => {
    expect(parse(waiverSnippet({ rule, message: "m" }, "2027-01-31")).rule).toBe(rule);
  });
});
