import type { Encoded } from "../encode/encoded.ts";
import { shown, shownLines, terminal } from "../encode/terminal.ts";
import type { JudgedGap, ReportedError } from "../model/report.ts";
import { errorFacts, type Fact, gapFacts } from "./facts.ts";
import { field, heading, type Page } from "./layout.ts";

type Text = Encoded<"terminal">;

/** Facts as fields; several in a row with one label show it once. */
export function factLines(facts: readonly Fact[], page: Page): Text[] {
  return facts.flatMap(({ label, value }, index) =>
    field(shown(facts[index - 1]?.label === label ? "" : label), shownLines(value), page),
  );
}

/** Yellow where it may stand in the way of a verdict. */
export function gapBlock(gap: JudgedGap, page: Page): Text[] {
  const style = gap.accepted === undefined ? (["yellow"] as const) : [];
  return [
    ...heading(terminal`not read`, shown(`${gap.code}, by ${gap.by}`), style, page),
    ...factLines(gapFacts(gap), page),
  ];
}

/** @param word what the error means here: that nothing is judged, or why an image is not */
export function errorBlock(word: Text, error: ReportedError, page: Page): Text[] {
  return [...heading(word, shown(error.code), ["yellow"], page), ...factLines(errorFacts(error), page)];
}
