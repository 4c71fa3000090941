import { json } from "../encode/json.ts";
import type { Reporter } from "./reporter.ts";

export const jsonReporter: Reporter = {
  name: "json",
  render: (report) => json(report),
};
