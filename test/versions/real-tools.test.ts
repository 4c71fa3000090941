import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { array, constantFrom, sample, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import { maven } from "../../src/versions/maven.ts";
import type { Ordering } from "../../src/versions/ordering.ts";
import { pep440 } from "../../src/versions/pep440.ts";
import { php } from "../../src/versions/php.ts";
import { rubygems } from "../../src/versions/rubygems.ts";
import { requireManager } from "../support/managers.ts";

/** A tool reads pairs from standard input, "A B" a line, and answers "<", "=", ">" or "?" for what is no version to it. */
interface Tool {
  readonly name: string;
  readonly ordering: Ordering;
  readonly command: readonly [string, ...string[]];
  /** What versions are made of. */
  readonly parts: readonly string[];
}

const RUBY = `STDIN.each_line { |l| a, b = l.split.map { |v| Gem::Version.correct?(v) ? Gem::Version.new(v) : nil }
puts a && b ? ["=", ">", "<"][a <=> b] : "?" }`;
const PHP = `while ($l = fgets(STDIN)) { [$a, $b] = explode(" ", trim($l)); echo ["<", "=", ">"][version_compare($a, $b) + 1], "\n"; }`;
const PYTHON = `import sys
try: from packaging.version import Version
except ImportError: from pip._vendor.packaging.version import Version
for line in sys.stdin:
    try: a, b = map(Version, line.split())
    except ValueError: print("?"); continue
    print("<" if a < b else ">" if a > b else "=")`;
const MAVEN_JARS = ["/usr/share/java/maven-artifact-3.x.jar", "/usr/share/java/commons-lang3.jar"];

const TOOLS: readonly Tool[] = [
  {
    name: "ruby",
    ordering: rubygems,
    command: ["ruby", "-e", RUBY],
    parts: ["0", "1", "10", ".0", ".1", ".a", ".b2", "-1", ".rc", ".00"],
  },
  {
    name: "php",
    ordering: php,
    command: ["php", "-n", "-r", PHP],
    parts: ["0", "1", "10", ".", "-", "_", "dev", "alpha", "b", "RC", "rc", "pl", "p", "x", "patch"],
  },
  {
    name: "python3",
    ordering: pep440,
    command: ["python3", "-c", PYTHON],
    parts: [
      "0",
      "1",
      "10",
      ".",
      "-",
      "!",
      "a",
      "b1",
      "rc",
      ".dev",
      "dev2",
      ".post",
      "post1",
      "-2",
      "+1",
      "+ab",
      ".x",
      "v",
    ],
  },
];

/** No sample at random: the same pairs every time. */
function pairsOf(parts: readonly string[]): (readonly [string, string])[] {
  const version = tuple(
    constantFrom("1", "1.0", "0", "1.2"),
    array(constantFrom(...parts), { maxLength: 4 }),
  ).map(([first, rest]) => first + rest.join(""));
  return sample(tuple(version, version), { seed: 4711, numRuns: 2_000 });
}

function orders(ordering: Ordering, a: string, b: string): string {
  return "<=>".charAt(ordering.compare(a, b) + 1);
}

describe("beside the real tools", () => {
  for (const { name, ordering, command, parts } of TOOLS) {
    const skipped = requireManager(name);
    it.runIf(skipped === "")(`compares as ${name} does ${skipped}`, { timeout: 60_000 }, () => {
      const pairs = pairsOf(parts).filter((pair) => pair.every((version) => ordering.isValid(version)));
      const [file, ...args] = command;
      const { stdout } = spawnSync(file, args, {
        input: pairs.map((pair) => `${pair.join(" ")}\n`).join(""),
        encoding: "utf8",
      });
      const answers = stdout.trim().split("\n");
      expect(answers).toHaveLength(pairs.length);
      const compared = pairs.flatMap(([a, b], index) => {
        const theirs = answers[index] ?? "";
        return theirs === "?" ? [] : [[`${a} ${theirs} ${b}`, `${a} ${orders(ordering, a, b)} ${b}`]];
      });
      expect(compared.map(([, ours]) => ours)).toEqual(compared.map(([theirs]) => theirs));
      expect(compared.length).toBeGreaterThan(100);
    });
  }

  const canAsk = requireManager("java") === "" && MAVEN_JARS.every((jar) => existsSync(jar));
  const skipped = canAsk ? "" : "SKIPPED: no maven on this machine to compare with";
  it.runIf(canAsk)(`compares as maven does ${skipped}`, { timeout: 60_000 }, () => {
    const parts = ["0", "1", "10", ".", "-", "alpha", "a", "rc", "final", "x", "sp", "snapshot"];
    const versions = pairsOf(parts)
      .flat()
      // Since Maven 3.8.7, a word behind a dot counts as one behind a hyphen; and of a hyphen behind what means a release
      // (1-ga-1, 1-0-1, 1--1) Maven says other than its own documentation.
      .filter((version) => !/\.[a-z]|(?:^|\D)0+-|--|final./.test(version));
    const main = "org.apache.maven.artifact.versioning.ComparableVersion";
    const { stdout } = spawnSync("java", ["-cp", MAVEN_JARS.join(":"), main, ...versions], {
      encoding: "utf8",
    });
    const compared = Array.from(
      stdout.matchAll(/^ {3}(\S+) ([<>]|==) (\S+)$/gm),
      ([, a = "", sign = "", b = ""]) => ({
        theirs: `${a} ${sign.charAt(0)} ${b}`,
        ours: `${a} ${orders(maven, a, b)} ${b}`,
      }),
    );
    expect(compared.map(({ ours }) => ours)).toEqual(compared.map(({ theirs }) => theirs));
    expect(compared.length).toBeGreaterThan(1_000);
  });
});
