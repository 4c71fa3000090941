import { json } from "../encode/json.ts";
import type { Reporter } from "./reporter.ts";

export const jsonReporter: Reporter = {
  name: "json",
  summary: "the whole report, for machines",
  render: (report) => json(report),
};
