import type { Encoded } from "../encode/encoded.ts";
import { shown } from "../encode/terminal.ts";
import type { ExplainedClause, ExplainedStep, RuleExplanation } from "../model/explanation.ts";
import { factLines } from "./blocks.ts";
import type { Fact } from "./facts.ts";
import { heading, type Page, withoutTabs } from "./layout.ts";
import { plural } from "./words.ts";

type Text = Encoded<"terminal">;

/** How `check --explain` tells why a rule did or did not fire. */
export function explanationBlocks(explanation: RuleExplanation, page: Page): Text[][] {
  const { rule, offBecause, clauses, reads } = explanation;
  const facts: Fact[] =
    offBecause === undefined
      ? reads.map(({ name, value }) => ({ label: "read", value: `${name} = ${value}` }))
      : [{ label: "off", value: offBecause }];
  return [
    [...heading(shown("explained"), shown(rule), ["cyan"], page), ...factLines(facts, page)],
    ...clauses.map((clause) => [
      ...heading(shown(clause.asked ? "clause" : "called"), shown(clauseName(clause)), [], page),
      ...factLines(clause.steps.flatMap(stepFacts), page),
    ]),
  ];
}

function clauseName({ rule, file, row, entered, held }: ExplainedClause): string {
  const place = `${rule}, ${file}:${row}`;
  if (entered === 0) return `${place}: not evaluated`;
  return held === 0 ? `${place}: did not hold` : `${place}: held ${plural(held, "time")}`;
}

function stepFacts({ text, tried, held, seen }: ExplainedStep): Fact[] {
  const label = held > 0 ? "held" : "not true";
  const often = tried === 1 && held <= 1 ? "" : `   (tried ${plural(tried, "time")}, went on ${held})`;
  // Of what held for some, those for which it did not are many.
  const examples = held > 0 ? [] : seen;
  return [
    { label, value: `${withoutTabs(text)}${often}` },
    ...examples.map((values) => ({
      label: "with",
      value: values.map(({ name, value }) => `${name} = ${value}`).join(", "),
    })),
  ];
}
