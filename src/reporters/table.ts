import { type Encoded, join } from "../encode/encoded.ts";
import { paint, shown, type Style, terminal } from "../encode/terminal.ts";
import {
  type Finding,
  type JudgedImage,
  OUTCOMES,
  type Report,
  type RuleOutcome,
  type Severity,
  type Verdict,
} from "../model/report.ts";
import { errorBlock, factLines, gapBlock } from "./blocks.ts";
import { findingFacts, judgedFacts, ownError, worstFirst } from "./facts.ts";
import { document, field, heading, type Page, pageFor } from "./layout.ts";
import type { Reporter } from "./reporter.ts";
import { OUTCOME_WORDS, VERDICT_WORDS, verdictSentence } from "./words.ts";

type Text = Encoded<"terminal">;

/** For a person on a bad day: the verdict first and last, the worst findings first, and how to mend each. */
export const table: Reporter = {
  name: "table",
  render(report, options) {
    const page = pageFor(options);
    const error = ownError(report.error, report.images);
    return document([
      report.images.length > 1 ? [verdictLine(report, page)] : [],
      ...report.images.flatMap((image) => imageBlocks(image, page)),
      ...(error === undefined ? [] : [errorBlock(shown(VERDICT_WORDS.error), error, page)]),
      ruleBlock(report, page),
      [verdictLine(report, page)],
    ]);
  },
};

const VERDICT_STYLES = {
  pass: ["green"],
  fail: ["red"],
  error: ["yellow"],
} as const satisfies Record<Verdict, readonly Style[]>;

const SEVERITY_STYLES = {
  error: ["red"],
  warning: ["yellow"],
  note: ["cyan"],
} as const satisfies Record<Severity, readonly Style[]>;

function imageBlocks(image: JudgedImage, page: Page): Text[][] {
  const { target, verdict, error } = image;
  return [
    heading(shown(VERDICT_WORDS[verdict]), shown(target), VERDICT_STYLES[verdict], page),
    factLines(judgedFacts(image), page),
    ...(error === undefined ? [] : [errorBlock(terminal`because`, error, page)]),
    ...worstFirst(image).map((finding) => findingBlock(finding, page)),
    ...image.gaps.map((gap) => gapBlock(gap, page)),
  ];
}

function findingBlock(finding: Finding, page: Page): Text[] {
  const { rule, severity } = finding;
  return [
    ...heading(shown(severity), shown(rule), SEVERITY_STYLES[severity], page),
    ...factLines(findingFacts(finding), page),
  ];
}

function ruleBlock({ rules }: Report, page: Page): Text[] {
  const lines = OUTCOMES.flatMap((outcome) => {
    const ids = rules.filter((rule) => rule.outcome === outcome).map(ruleWords);
    return ids.length === 0 ? [] : field(shown(OUTCOME_WORDS[outcome]), [join(ids, ", ")], page);
  });
  return lines.length === 0 ? [] : [paint(["bold"], terminal`rules`, page.colour), ...lines];
}

function ruleWords({ id, findings }: RuleOutcome): Text {
  return shown(findings === 0 ? id : `${id} (${findings})`);
}

/** The whole report in one line. It stands last, where a log is read first. */
function verdictLine(report: Report, { colour }: Page): Text {
  const word = paint(
    [...VERDICT_STYLES[report.verdict], "bold"],
    shown(VERDICT_WORDS[report.verdict]),
    colour,
  );
  return terminal`${word}: ${shown(verdictSentence(report))}`;
}
