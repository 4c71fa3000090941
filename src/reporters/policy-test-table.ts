import { type Encoded, join } from "../encode/encoded.ts";
import { paint, shown, type Style, terminal } from "../encode/terminal.ts";
import type {
  Coverage,
  PolicyTest,
  PolicyTestReport,
  TestFailure,
  TestOutcome,
} from "../model/policy-test.ts";
import { factLines } from "./blocks.ts";
import type { Fact } from "./facts.ts";
import { grouped } from "../grouped.ts";
import { document, heading, type Page, pageFor, title, withoutTabs } from "./layout.ts";
import type { ReporterOf } from "./reporter.ts";

type Text = Encoded<"terminal">;

const STYLES = {
  passed: ["green"],
  failed: ["red"],
  error: ["red"],
  todo: ["yellow"],
} as const satisfies Record<TestOutcome, readonly Style[]>;

/** As a test runner's: a line for each file, each failure with its place and what was there, what was not reached, the sum. */
export const policyTestTable: ReporterOf<PolicyTestReport> = {
  name: "table",
  render(report, options) {
    const page = pageFor(options);
    return document([
      fileLines(report, page),
      ...report.tests.flatMap((test) => testBlocks(test, page)),
      coverageBlock(report.coverage, page),
      [summaryLine(report, page)],
    ]);
  },
};

function fileLines({ tests }: PolicyTestReport, { colour }: Page): Text[] {
  return Array.from(
    grouped(tests, ({ file }) => file),
    ([file, own]) => {
      const worst = (["error", "failed", "passed"] as const).find((each) =>
        own.some(({ outcome }) => outcome === each),
      );
      const word = worst === "passed" ? "ok" : (worst ?? "todo");
      const counts = (["passed", "failed", "error", "todo"] as const)
        .map((outcome) => [own.filter((test) => test.outcome === outcome).length, outcome] as const)
        .filter(([count]) => count > 0)
        .map(([count, outcome]) => terminal`${count} ${shown(OUTCOME_WORDS[outcome])}`);
      const style = STYLES[worst ?? "todo"];
      return terminal`${paint([...style, "bold"], shown(word), colour)}  ${shown(file)}  ${join(counts, ", ")}`;
    },
  );
}

const OUTCOME_WORDS = {
  passed: "passed",
  failed: "failed",
  error: "broken",
  todo: "to do",
} as const satisfies Record<TestOutcome, string>;

function testBlocks(test: PolicyTest, page: Page): Text[][] {
  const { outcome, name, cases = [] } = test;
  if (outcome === "passed") return [];
  if (outcome === "todo") return [heading(shown(OUTCOME_WORDS.todo), shown(name), STYLES.todo, page)];
  const place = { label: "at", value: `${test.file}:${test.row}` };
  const said = test.output === undefined ? [] : [{ label: "printed", value: test.output.trimEnd() }];
  const open = (subject: string, facts: readonly Fact[]): Text[] => [
    ...heading(shown(OUTCOME_WORDS[outcome]), shown(subject), STYLES[outcome], page),
    ...factLines(facts, page),
  ];
  const failed = cases.filter(({ passed }) => !passed);
  if (failed.length > 0 && outcome === "failed") {
    return failed.map(({ name: each, failure }) =>
      open(`${name}[${JSON.stringify(each)}]`, [place, ...failureFacts(failure), ...said]),
    );
  }
  const why =
    test.error === undefined ? failureFacts(test.failure) : errorFacts(test.error.message, test.error);
  return [open(name, [place, ...why, ...said])];
}

function errorFacts(message: string, { file, row, col }: { file: string; row: number; col: number }): Fact[] {
  const where = file === "" ? [] : [{ label: "where", value: `${file}:${row}:${col}` }];
  return [{ label: "because", value: message }, ...where];
}

/** A failure of which nothing is known is a test that is false without any expression that is. */
function failureFacts(failure: TestFailure | undefined): Fact[] {
  if (failure === undefined) return [{ label: "because", value: "it is not true" }];
  const { file, row, col, text, values } = failure;
  return [
    { label: "not true", value: withoutTabs(text) },
    { label: "where", value: `${file}:${row}:${col}` },
    ...values.map(({ name, value }) => ({ label: "had", value: `${name} = ${value}` })),
  ];
}

function coverageBlock({ files, demanded }: Coverage, page: Page): Text[] {
  const missed = files.filter(({ missed: lines }) => lines.length > 0);
  if (missed.length === 0) return [];
  const facts = missed.map(({ file, percent, missed: lines }) => ({
    label: `${percent} %`,
    value: `${file}, not reached: ${lines.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ")}`,
  }));
  return [
    title(demanded === undefined ? "coverage" : `coverage, ${demanded} % demanded`, page),
    ...factLines(facts, page),
  ];
}

function summaryLine({ outcome, counts, coverage }: PolicyTestReport, { colour }: Page): Text {
  const { demanded, percent } = coverage;
  const word = paint([...STYLES[outcome], "bold"], shown(outcome === "passed" ? "PASS" : "FAIL"), colour);
  const parts = (["passed", "failed", "error", "todo"] as const)
    .filter((each) => counts[each] > 0)
    .map((each) => `${counts[each]} ${OUTCOME_WORDS[each]}`);
  const short = demanded !== undefined && percent < demanded ? `, less than ${demanded} %` : "";
  return terminal`${word}: ${shown(`${parts.join(", ")}; coverage ${percent} %${short}. Exit code ${outcome === "passed" ? 0 : 1}.`)}`;
}
