import type { Encoded } from "../encode/encoded.ts";
import { paint, shown, terminal } from "../encode/terminal.ts";
import type { PolicyCheckReport } from "../model/policy-check.ts";
import { errorBlock } from "./blocks.ts";
import { document, type Page, pageFor } from "./layout.ts";
import type { ReporterOf } from "./reporter.ts";
import { plural } from "./words.ts";

/** A block for each error and each warning, as the table shows errors elsewhere, and the sum. */
export const policyCheckTable: ReporterOf<PolicyCheckReport> = {
  name: "table",
  render(report, options) {
    const page = pageFor(options);
    return document([
      ...report.errors.map((error) => errorBlock(terminal`error`, error, page)),
      ...report.warnings.map((warning) => errorBlock(terminal`warning`, warning, page)),
      [summaryLine(report, page)],
    ]);
  },
};

function summaryLine(report: PolicyCheckReport, { colour }: Page): Encoded<"terminal"> {
  const { outcome, errors, warnings, rules, exitCode } = report;
  const passed = outcome === "passed";
  const word = paint([passed ? "green" : "red", "bold"], shown(passed ? "PASS" : "FAIL"), colour);
  const counts = [
    errors.length === 0 ? plural(rules.length, "rule") : plural(errors.length, "error"),
    warnings.length === 0 ? "no warning" : plural(warnings.length, "warning"),
  ];
  return terminal`${word}: ${shown(`${counts.join(", ")}. Exit code ${exitCode}.`)}`;
}
