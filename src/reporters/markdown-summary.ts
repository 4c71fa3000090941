import { type Encoded, join } from "../encode/encoded.ts";
import { code, FENCE, fenced, gfm, link, prose } from "../encode/markdown.ts";
import { grouped } from "../grouped.ts";
import { LIMITS } from "../limits.ts";
import type { Package } from "../model/inventory.ts";
import {
  type Finding,
  type JudgedGap,
  type JudgedImage,
  OUTCOMES,
  type Report,
  type ReportedError,
} from "../model/report.ts";
import { isWaived } from "../model/verdict.ts";
import {
  effectiveWords,
  endedWords,
  errorFacts,
  facts,
  fullVersion,
  gapFacts,
  judgedFacts,
  ownError,
  stepWords,
  waiverSnippets,
  worstFirst,
} from "./facts.ts";
import { fit, type Section } from "./fit.ts";
import { factCell, factSection, row, sentenceCell, tableHead, valueCell } from "./markdown-table.ts";
import { offWords, OUTCOME_WORDS, plural, VERDICT_WORDS, verdictSentence } from "./words.ts";

type Text = Encoded<"markdown">;

/** Where the run belongs, for the summary's head; left out where it is not known. */
export interface Occasion {
  readonly commit?: { readonly sha: string; readonly address: URL };
  readonly pullRequest?: { readonly number: number; readonly address: URL };
}

/**
 * The summary of a job on GitHub: the verdict, each image's facts, findings and gaps, and folded away at the end what
 * the images hold.
 *
 * @param bytes the most that it may take, in UTF-8
 */
export function markdownSummary(
  report: Report,
  occasion: Occasion,
  bytes: number = LIMITS.summaryBytes,
): Text {
  const error = ownError(report.error, report.images);
  const sections = [
    opening(report, occasion),
    ...(error === undefined ? [] : [errorSection(error)]),
    ...report.images.flatMap(imageSections),
    noticeSection(report),
    ruleSection(report),
    waiverSection(report),
    ...report.images.flatMap(contentSections),
  ];
  return fit(sections, bytes);
}

function opening(report: Report, { commit, pullRequest }: Occasion): Section {
  const links = [
    ...(pullRequest === undefined
      ? []
      : [link(gfm`Pull request ${pullRequest.number}`, pullRequest.address)]),
    ...(commit === undefined ? [] : [link(gfm`commit ${code(commit.sha.slice(0, 8))}`, commit.address)]),
  ];
  return {
    head: gfm`## lumogate: ${prose(VERDICT_WORDS[report.verdict])}\n`,
    rows: [
      gfm`${prose(verdictSentence(report))}`,
      ...(links.length === 0 ? [] : [gfm`\n${join(links, ", ")}`]),
    ],
  };
}

function imageSections(image: JudgedImage): Section[] {
  const { target, verdict, gaps, error } = image;
  return [
    factSection(gfm`### ${prose(VERDICT_WORDS[verdict])}: ${valueCell(target)}`, [
      ...facts({ image: target }),
      ...judgedFacts(image),
    ]),
    ...(error === undefined ? [] : [errorSection(error)]),
    {
      head: tableHead(gfm`#### Findings`, ["", "Rule", "Subject", "Why, and what to do"]),
      rows: worstFirst(image).map(findingRow),
    },
    {
      head: tableHead(gfm`#### Not read`, ["", "Where", "Why", "Affects", "Accepted"]),
      rows: gaps.map(gapRow),
    },
  ];
}

function errorSection(error: ReportedError): Section {
  return factSection(gfm`#### Cannot judge: ${code(error.code)}`, errorFacts(error));
}

function findingRow(finding: Finding): Text {
  const { severity, rule, subject, message, location } = finding;
  const step = stepWords(location);
  const why = [
    sentenceCell(message),
    ...(step === undefined ? [] : [gfm`**Brought by:** ${valueCell(step)}`]),
    ...(isWaived(finding) ? waivedWords(finding) : openWords(finding)),
  ];
  return row([
    prose(isWaived(finding) ? "waived" : severity),
    code(rule),
    subject === undefined ? gfm`` : valueCell(subject),
    join(why, " "),
  ]);
}

function waivedWords({ waiver }: Finding): Text[] {
  if (waiver === undefined) return [];
  const { until, reason, owner } = waiver;
  return [gfm`**Waived:** until ${code(until)} by ${valueCell(owner)}: ${sentenceCell(reason)}`];
}

function openWords(finding: Finding): Text[] {
  const { waiver, fix, docs } = finding;
  const [ended, when] = [endedWords(waiver), effectiveWords(finding)];
  return [
    ...(ended === undefined ? [] : [gfm`**Waiver:** ${sentenceCell(ended)}.`]),
    ...(when === undefined ? [] : [gfm`**When:** ${sentenceCell(when)}.`]),
    ...(fix === undefined ? [] : [gfm`**Fix:** ${sentenceCell(fix)}`]),
    ...(docs === undefined ? [] : [gfm`**More:** ${valueCell(docs)}`]),
  ];
}

function gapRow(gap: JudgedGap): Text {
  const found = new Map(gapFacts(gap).map(({ label, value }) => [label, factCell(label, value)]));
  return row([
    code(gap.code),
    ...["where", "why", "affects", "accepted"].map((label) => found.get(label) ?? gfm``),
  ]);
}

function ruleSection({ rules }: Report): Section {
  return {
    head: gfm`### Rules\n`,
    rows: OUTCOMES.flatMap((outcome) => {
      const found = rules.filter((rule) => rule.outcome === outcome);
      if (found.length === 0) return [];
      const words =
        outcome === "off"
          ? join(offWords(found).map(sentenceCell), ", ")
          : join(
              found.map(({ id }) => code(id)),
              ", ",
            );
      return [gfm`- ${prose(OUTCOME_WORDS[outcome])}: ${words}`];
    }),
  };
}

function noticeSection({ notices }: Report): Section {
  return {
    head: tableHead(gfm`### To look after`, ["", "What", "What to do"]),
    rows: notices.map(({ code: name, message, hint }) =>
      row([code(name), sentenceCell(message), hint === undefined ? gfm`` : sentenceCell(hint)]),
    ),
  };
}

/** Folded away, to copy from: most findings had better be mended. */
function waiverSection(report: Report): Section {
  const fold = gfm`<details><summary>Waivers, for what may stay for now</summary>`;
  return {
    head: gfm`${fold}

Fill in why and who, and paste into ${code("lumogate.yaml")}:

${FENCE}yaml
waivers:`,
    rows: waiverSnippets(report).map((snippet) => gfm`  ${fenced(snippet)}`),
    foot: gfm`${FENCE}

</details>`,
  };
}

/** One folded table for each kind of package. The empty line ends the HTML, so that Markdown begins. */
function contentSections({ target, inventory }: JudgedImage): Section[] {
  return Array.from(
    grouped(inventory?.packages ?? [], ({ type }) => type),
    ([type, packages]) => {
      const fold = prose(`${type}: ${plural(packages.length, "package")}`);
      return {
        head: tableHead(gfm`<details><summary>${fold}</summary>\n\n${valueCell(target)}`, [
          "Name",
          "Version",
          "Architecture",
        ]),
        rows: packages.map(packageRow),
        foot: gfm`\n</details>`,
      };
    },
  );
}

function packageRow(each: Package): Text {
  const arch = each.arch === undefined ? gfm`` : valueCell(each.arch);
  return row([valueCell(each.name), valueCell(fullVersion(each)), arch]);
}
