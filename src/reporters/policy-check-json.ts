import { json } from "../encode/json.ts";
import type { PolicyCheckReport } from "../model/policy-check.ts";
import type { ReporterOf } from "./reporter.ts";

export const policyCheckJson: ReporterOf<PolicyCheckReport> = {
  name: "json",
  render: (report) => json(report),
};
