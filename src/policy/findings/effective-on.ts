import { parseMoment } from "../../dates.ts";
import type { RuleFinding } from "../../model/report.ts";

/**
 * The finding as it counts at a time: before its `effectiveOn`, what is to be an error is a warning. What fails already, or
 * will never fail by itself, has no such day.
 */
export function atTime(finding: RuleFinding, effectiveTime: Date): RuleFinding {
  const { effectiveOn, ...today } = finding;
  const from = effectiveOn === undefined ? undefined : parseMoment(effectiveOn);
  if (from === undefined || from <= effectiveTime || finding.severity !== "error") return today;
  return { ...finding, severity: "warning" };
}
