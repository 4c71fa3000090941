import { describe, expect, test } from "vitest";
import { columns } from "../../src/encode/wrap.ts";
import type { Encoded } from "../../src/encode/encoded.ts";
import type { Package } from "../../src/model/inventory.ts";
import type { Report, RuleOutcome } from "../../src/model/report.ts";
import { table } from "../../src/reporters/table.ts";
import { aFinding, anImage, anInventory, aReport, aRule } from "../support/report.ts";
import { SAMPLES } from "../support/samples.ts";

function lines(report: Report, width = 80): string[] {
  return table.render(report, { colour: false, width }).split("\n");
}

function linesOfScope(scope: "os" | "all"): string {
  return lines(aReport("pass", [anImage({ inventory: anInventory({ scope }) })])).join("\n");
}

function linesOfRules(rules: readonly RuleOutcome[]): string {
  return lines(aReport("pass", [anImage()], { rules })).join("\n");
}

function rulesOff(count: number): RuleOutcome[] {
  return Array.from({ length: count }, (_, index) => aRule(`a.rule${index}`, "off"));
}

describe("the table", () => {
  test("tells what is waived last and in short, with why, by whom and until when", () => {
    const text = lines(SAMPLES.waived).join("\n");
    expect(text).toContain(
      [
        "waived  packages.banned",
        "       what | pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64",
        "        why | telnet 0.17+2.5-3 is installed, but telnet is banned: it sends",
        "            | passwords in clear text.",
        "     waived | until 2026-03-01: the vendor mends it",
        "         by | ops@example.com",
        "",
        "waivers",
      ].join("\n"),
    );
    expect(text.indexOf("warning  image.latest")).toBeLessThan(text.indexOf("waived  packages.banned"));
    expect(text).toContain("     waived | packages.banned (1)\n");
    expect(lines(SAMPLES.waived).at(-2)).toBe(
      "FAIL: 1 error, 1 warning, 1 waived. Exit code 1: a rule is broken.",
    );
  });

  test("says that a waiver has ended, and from when a warning will fail", () => {
    const text = lines(SAMPLES.waived, 120).join("\n");
    expect(text).toContain(
      "     waiver | the waiver ended on 2025-12-31; its owner is dev@example.com (lumogate.yaml:7:5)\n",
    );
    expect(text).toContain("       when | will fail from 2026-06-01\n");
  });

  test("shows the waivers to copy once each, as whole lines without a bar, and none for what is waived", () => {
    const twice = aReport("fail", [...SAMPLES.waived.images, ...SAMPLES.waived.images]);
    const snippets = lines(twice, 40).filter((line) => line.includes("<why>"));
    expect(snippets).toEqual([
      '  - { rule: image.latest, subject: "latest", reason: "<why>", owner: "<who>", until: 2026-04-01 }',
      `  ${aFinding().waiverSnippet}`,
    ]);
    const { waiver } = SAMPLES.waived.findings[0] ?? {};
    const waived = aReport("pass", [
      anImage({ findings: [aFinding(waiver === undefined ? {} : { waiver })] }),
    ]);
    expect(lines(waived).join("\n")).not.toContain("<why>");
    expect(lines(waived).at(-2)).toBe("PASS: 1 waived, nothing else is broken. Exit code 0.");
  });

  test("names few rules that are off, counts many, and says why this run cannot judge by one", () => {
    const held = { ...aRule("files.caches", "off"), offBecause: "nobody looks at files" };
    expect(linesOfRules(rulesOff(2))).toContain("        off | a.rule0, a.rule1\n");
    expect(linesOfRules([...rulesOff(9), held])).toContain(
      "        off | files.caches: nobody looks at files\n            | 9 rules\n",
    );
  });

  test("shows what somebody should look after, with its place", () => {
    expect(lines(SAMPLES.waived).join("\n")).toContain(
      [
        "notice  waiver.unused",
        '        why | The waiver for os.allowed on "alpine" matches no finding.',
        "        fix | Remove it.",
        "         in | lumogate.yaml:9:5",
      ].join("\n"),
    );
  });

  test.each([
    ["pass", "PASS", "Exit code 0"],
    ["fail", "FAIL", "Exit code 1"],
    ["waived", "FAIL", "Exit code 1"],
    ["gap", "CANNOT JUDGE", "Exit code 2"],
    ["config", "CANNOT JUDGE", "Exit code 2"],
    ["several", "CANNOT JUDGE", "Exit code 2"],
  ] as const)("of the sample %s says %s first and last, and what the exit code means", (name, word, code) => {
    const [first, ...rest] = lines(SAMPLES[name]);
    const last = rest.at(-2);
    expect(first).toMatch(new RegExp(`^${word}\\b`));
    expect(last).toMatch(new RegExp(`^${word}: .*${code}`));
    expect(rest.at(-1)).toBe("");
  });

  test("names the image's digest, platform and system, and each database that was read", () => {
    const text = lines(SAMPLES.pass).join("\n");
    expect(text).toContain(`digest | sha256:${"9f".repeat(32)}\n`);
    expect(text).toContain("platform | linux/amd64\n");
    expect(text).toContain("system | Debian GNU/Linux 12 (bookworm), says /usr/lib/os-release\n");
    expect(text).toContain("read | deb: 3 packages from /var/lib/dpkg/status\n");
  });

  test("says where only the system was looked at, and not every file", () => {
    expect(linesOfScope("os")).toContain("scope | os: no other file was looked at\n");
    expect(linesOfScope("all")).not.toContain("scope |");
  });

  test("says how many packages of each type there are, where not all are in databases", () => {
    const { packages, ...inventory } = anInventory();
    const lodash = {
      type: "npm",
      name: "lodash",
      version: "4",
      purl: "pkg:npm/lodash@4",
      locations: [],
    } as const;
    const text = (judged: readonly Package[]): string =>
      lines(aReport("pass", [anImage({ inventory: { ...inventory, packages: judged } })])).join("\n");
    expect(text([...packages, lodash])).toContain(`found | ${packages.length} deb, 1 npm\n`);
    expect(text(packages)).not.toContain("found |");
  });

  test("says so where no database was found and no file tells the system", () => {
    const bare = anInventory({ databases: [], packages: [] });
    const { os: _, ...inventory } = bare;
    const text = lines(aReport("pass", [anImage({ inventory })])).join("\n");
    expect(text).toContain("read | no package database could be read\n");
    expect(text).toContain("system | unknown: no file in the image says\n");
  });

  test("shows of each finding the rule, what, why and how to mend it, the worst first", () => {
    expect(lines(SAMPLES.fail).join("\n")).toContain(
      [
        "error  packages.banned",
        "       what | pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64",
        "        why | telnet 0.17+2.5-3 is installed, but telnet is banned: it sends",
        "            | passwords in clear text.",
        "        fix | Remove telnet from the image, or from packages.banned in",
        "            | lumogate.yaml.",
        "",
        "warning  labels.required",
      ].join("\n"),
    );
  });

  test("says in one line which step brought what a finding is about", () => {
    const createdBy = "RUN apt-get update \\\n\t&& apt-get install -y telnet";
    const location = { path: "/var/lib/dpkg/status", layer: 3, createdBy };
    const findings = [aFinding({ location }), aFinding({ location: { path: "/var/lib/dpkg/status" } })];
    const text = lines(aReport("fail", [anImage({ verdict: "fail", findings })]), 120);
    expect(text.filter((line) => line.includes("brought by"))).toEqual([
      " brought by | step 3: RUN apt-get update \\ && apt-get install -y telnet",
    ]);
  });

  test("cuts a long instruction, with a mark", () => {
    const location = { path: "/", layer: 3, createdBy: `RUN ${"x ".repeat(5_000)}` };
    const text = lines(aReport("fail", [anImage({ findings: [aFinding({ location })] })])).join(" ");
    expect(text).toMatch(/step 3: RUN x .*… \| \(\d+ more characters\)|step 3: RUN x .*\(\d+ more/);
    expect(text.length).toBeLessThan(3_000);
  });

  test("shows gaps with their code, place and what they touch, and errors with code, hint and place", () => {
    const gap = lines(SAMPLES.gap).join("\n");
    expect(gap).toMatch(/^not read {2}packages\.truncated, by dpkg\n +where \| \/var\/lib\/dpkg\/status\n/m);
    expect(gap).toMatch(/^ +affects \| packages$/m);
    const error = lines(SAMPLES.config).join("\n");
    expect(error).toMatch(/^CANNOT JUDGE {2}config\.unknown-key$/m);
    expect(error).toMatch(/^ +fix \| Did you mean "policies"\?\n +in \| lumogate\.yaml:3:1$/m);
  });

  test("tells an image's error once, not a second time as the report's", () => {
    expect(lines(SAMPLES.several).filter((line) => line.includes("engine.image-unknown"))).toHaveLength(1);
  });

  test("lists every rule under how it came out", () => {
    const text = lines(SAMPLES.fail).join("\n");
    expect(text).toContain(
      [
        "rules",
        "     failed | packages.banned (1)",
        "     warned | labels.required (1)",
        "     passed | os.allowed",
      ].join("\n"),
    );
  });

  test("says why a report with findings passes", () => {
    const warned = aReport("pass", [anImage({ findings: [aFinding({ severity: "warning" })] })]);
    expect(lines(warned).at(-2)).toBe("PASS: 1 warning, but only errors fail the gate. Exit code 0.");
    const asked = { ...aReport("pass", [anImage({ findings: [aFinding()] })]), failOn: "never" } as const;
    expect(lines(asked).at(-2)).toContain("--fail-on never");
  });

  test.each([40, 80, 120])("keeps to %d columns, wide characters included", (width) => {
    const message = "電子メール 日本語 ".repeat(20);
    const report = aReport("fail", [
      anImage({ verdict: "fail", findings: [aFinding({ message, fix: "short words ".repeat(30) })] }),
    ]);
    const long = lines(report, width)
      .map((line) => line as Encoded<"terminal">)
      .filter((line) => columns(line) > width);
    // A digest or a purl stays in one piece, to be copied.
    expect(long.filter((line) => !/sha256:|pkg:/.test(line) && /\|.* /.test(line.slice(14)))).toEqual([]);
  });
});
