import { json } from "../encode/json.ts";
import type { PolicyTestReport } from "../model/policy-test.ts";
import type { ReporterOf } from "./reporter.ts";

export const policyTestJson: ReporterOf<PolicyTestReport> = {
  name: "json",
  render: (report) => json(report),
};
