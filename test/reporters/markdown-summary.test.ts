import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/limits.ts";
import { markdownSummary } from "../../src/reporters/markdown-summary.ts";
import { aFinding, anImage, anInventory, aPackage, aReport } from "../support/report.ts";
import { SAMPLES } from "../support/samples.ts";

const bytes = (text: string): number => Buffer.byteLength(text, "utf8");

describe("the job's summary", () => {
  test("has the verdict, the image's facts, the findings and the packages", () => {
    const summary = markdownSummary(SAMPLES.fail, {});
    expect(summary).toMatch(/^## lumogate: FAIL\n\n1 error, 1 warning\./);
    expect(summary).toContain(`| digest | \`sha256:${"9f".repeat(32)}\` |`);
    expect(summary).toContain(
      "| error | `packages.banned` | `pkg:deb/debian/telnet@0.17%2B2.5-3?arch=amd64` | telnet `0.17+2.5-3` is installed, but telnet is banned: it sends passwords in clear text. **Fix:** Remove telnet from the image,",
    );
    expect(summary).toContain("<details><summary>deb: 3 packages</summary>\n\n");
    expect(summary).toContain("| `tzdata` | `1:2024a-0+deb12u1` | `all` |\n\n</details>\n");
  });

  test("says which step brought what a finding is about", () => {
    const location = { path: "/var/lib/dpkg/status", layer: 3, createdBy: "RUN a | b\n && c" };
    const summary = markdownSummary(aReport("fail", [anImage({ findings: [aFinding({ location })] })]), {});
    expect(summary).toContain("clear text. **Brought by:** `step 3: RUN a \\x7c b && c` **Fix:** Remove");
  });

  test("names errors, gaps and an image that could not be read", () => {
    expect(markdownSummary(SAMPLES.gap, {})).toContain(
      "| `packages.truncated` | `/var/lib/dpkg/status` | The last",
    );
    const several = markdownSummary(SAMPLES.several, {});
    expect(several).toContain("### PASS: `acme/shop:1.4.2`");
    expect(several).toContain("### CANNOT JUDGE: `acme/gone:latest`");
    expect(several).toContain("#### Cannot judge: `engine.image-unknown`");
    expect(markdownSummary(SAMPLES.config, {})).toContain("#### Cannot judge: `config.unknown-key`");
  });

  test("says of a finding that it is waived, that its waiver has ended, or from when it will fail", () => {
    const summary = markdownSummary(SAMPLES.waived, {});
    expect(summary).toMatch(
      /^\| waived \| `packages\.banned` .* \*\*Waived:\*\* until `2026-03-01` by `ops@example\.com`: the vendor mends it \|$/m,
    );
    expect(summary).toContain(
      "**Waiver:** the waiver ended on `2025-12-31`; its owner is `dev@example.com` (`lumogate.yaml:7:5`).",
    );
    expect(summary).toContain("**When:** will fail from `2026-06-01`.");
    expect(summary).toContain("| `waiver.unused` | The waiver for `os.allowed` on");
  });

  test("has the waivers to copy in one block of YAML, folded away", () => {
    const [, block] =
      /<details><summary>Waivers, [^]*?```yaml\n([^]*?)```\n\n<\/details>/.exec(
        markdownSummary(SAMPLES.waived, {}),
      ) ?? [];
    expect(block?.split("\n")).toEqual([
      "waivers:",
      '  - { rule: image.latest, subject: "latest", reason: "<why>", owner: "<who>", until: 2026-04-01 }',
      `  ${aFinding().waiverSnippet}`,
      "",
    ]);
  });

  test("links the pull request and the commit", () => {
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const summary = markdownSummary(SAMPLES.pass, {
      commit: { sha, address: new URL(`https://github.example/a/b/commit/${sha}`) },
      pullRequest: { number: 7, address: new URL("https://github.example/a/b/pull/7") },
    });
    expect(summary).toContain(
      `[Pull request 7](https://github.example/a/b/pull/7), [commit \`01234567\`](https://github.example/a/b/commit/${sha})`,
    );
  });
});

describe("a summary that is too long", () => {
  const names = Array.from({ length: 40_000 }, (_, index) => `library-日本-${index}`);
  const packages = names.map((name) => aPackage(name, "1.0"));
  const findings = Array.from({ length: 10_000 }, (_, index) =>
    aFinding({ subject: `pkg:deb/debian/x${index}`, severity: index === 9_999 ? "error" : "warning" }),
  );
  const large = aReport("fail", [
    anImage({ verdict: "fail", inventory: anInventory({ packages }), findings }),
  ]);

  test("stays within the bound in bytes of UTF-8, and uses most of it", () => {
    const summary = markdownSummary(large, {});
    expect(bytes(summary)).toBeLessThanOrEqual(LIMITS.summaryBytes);
    expect(bytes(summary)).toBeGreaterThan(LIMITS.summaryBytes * 0.9);
  });

  test("keeps the worst findings, says how many more there are, and that parts are missing", () => {
    const summary = markdownSummary(large, {}, 20_000);
    const kept = summary.match(/^\| (?:error|warning) /gm)?.length ?? 0;
    expect(summary).toContain("| error | `packages.banned` | `pkg:deb/debian/x9999` |");
    expect(summary).toContain(`\n… and ${10_000 - kept} more.`);
    expect(summary).toContain("cut to fit");
  });

  test("cuts packages before findings, and closes the fold", () => {
    const few = {
      ...large,
      images: [anImage({ inventory: anInventory({ packages }), findings: findings.slice(0, 5) })],
    };
    const summary = markdownSummary(few, {}, 20_000);
    const kept = summary.match(/^\| `library/gm)?.length ?? 0;
    expect(bytes(summary)).toBeLessThanOrEqual(20_000);
    expect(summary.match(/^\| (?:error|warning) /gm)).toHaveLength(5);
    expect(summary).toMatch(new RegExp(`… and ${40_000 - kept} more\\.\\n\\n</details>\\n$`));
  });

  test.each([0, 100, 300, 1_000, 3_000])("fits into %d bytes, if anything does", (bound) => {
    expect(bytes(markdownSummary(large, {}, bound))).toBeLessThanOrEqual(Math.max(bound, 100));
  });
});
