import type { Encoded } from "../encode/encoded.ts";
import { terminal } from "../encode/terminal.ts";
import type { ReportedError } from "../model/report.ts";
import { errorBlock } from "./blocks.ts";
import { document, pageFor } from "./layout.ts";
import type { RenderOptions } from "./reporter.ts";

/** An error for which there is no report: the command line was wrong, or the inventory could not be taken. */
export function errorText(error: ReportedError, options: RenderOptions): Encoded<"terminal"> {
  return document([errorBlock(terminal`error`, error, pageFor(options))]);
}
