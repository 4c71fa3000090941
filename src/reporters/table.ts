import { type Encoded, join } from "../encode/encoded.ts";
import { paint, shown, type Style, terminal } from "../encode/terminal.ts";
import {
  type Finding,
  type JudgedImage,
  type Notice,
  OUTCOMES,
  type Report,
  type RuleOutcome,
  type Severity,
  type Verdict,
} from "../model/report.ts";
import { isWaived } from "../model/verdict.ts";
import { errorBlock, factLines, gapBlock } from "./blocks.ts";
import { errorFacts, findingFacts, judgedFacts, ownError, waiverSnippets, worstFirst } from "./facts.ts";
import { explanationBlocks } from "./explanation.ts";
import { document, field, heading, type Page, pageFor, title } from "./layout.ts";
import type { Reporter } from "./reporter.ts";
import { offWords, OUTCOME_WORDS, VERDICT_WORDS, verdictSentence } from "./words.ts";

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
      waiverBlock(report, page),
      ...report.notices.map((notice) => noticeBlock(notice, page)),
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
    ...(image.explanations ?? []).flatMap((each) => explanationBlocks(each, page)),
  ];
}

function findingBlock(finding: Finding, page: Page): Text[] {
  const { rule, severity } = finding;
  const opening = isWaived(finding)
    ? heading(terminal`waived`, shown(rule), ["dim"], page)
    : heading(shown(severity), shown(rule), SEVERITY_STYLES[severity], page);
  return [...opening, ...factLines(findingFacts(finding), page)];
}

/**
 * Waivers to copy, together, since in each finding's block they would be most of what there is to read. Whole lines without
 * a bar, as they are pasted; each begins with words of ours.
 */
function waiverBlock(report: Report, page: Page): Text[] {
  const lines = waiverSnippets(report).map((snippet) =>
    paint(["dim"], terminal`  ${shown(snippet)}`, page.colour),
  );
  const words = "waivers, for what may stay for now: fill in why and who, paste below waivers:";
  return lines.length === 0 ? [] : [title(words, page), ...lines];
}

function noticeBlock(notice: Notice, page: Page): Text[] {
  return [
    ...heading(terminal`notice`, shown(notice.code), ["yellow"], page),
    ...factLines(errorFacts(notice), page),
  ];
}

function ruleBlock({ rules }: Report, page: Page): Text[] {
  const lines = OUTCOMES.flatMap((outcome) => {
    const found = rules.filter((rule) => rule.outcome === outcome);
    const words = outcome === "off" ? offWords(found).map(shown) : [join(found.map(ruleWords), ", ")];
    return found.length === 0 ? [] : field(shown(OUTCOME_WORDS[outcome]), words, page);
  });
  return lines.length === 0 ? [] : [paint(["bold"], terminal`rules`, page.colour), ...lines];
}

function ruleWords({ id, outcome, findings, waived, offBecause }: RuleOutcome): Text {
  if (offBecause !== undefined) return shown(`${id} (${offBecause})`);
  const open = findings === 0 ? [] : [`${findings}`];
  // Where nothing but that was found, the row says so.
  const others = waived === 0 ? [] : [outcome === "waived" ? `${waived}` : `${waived} waived`];
  const counted = [...open, ...others];
  return shown(counted.length === 0 ? id : `${id} (${counted.join(", ")})`);
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
