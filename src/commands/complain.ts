import { shownLines, terminal } from "../encode/terminal.ts";
import { reportError } from "../model/error.ts";
import { errorText } from "../reporters/error.ts";
import { renderOptions } from "./context.ts";

/** Tells an error on standard error; with LUMOGATE_DEBUG set, where in lumogate it came from as well. */
export function complain(error: unknown): void {
  const { stderr, env } = process;
  stderr.write(errorText(reportError(error), renderOptions(stderr, env)));
  if (env["LUMOGATE_DEBUG"] === undefined) return;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of shownLines(trace)) stderr.write(terminal`  ${line}\n`);
}
