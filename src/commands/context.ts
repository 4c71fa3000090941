import type { Encoded } from "../encode/encoded.ts";
import { shown, terminal } from "../encode/terminal.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import type { Surroundings } from "../request.ts";

export interface CommandContext extends Surroundings {
  /** How standard output wants to be written to. */
  readonly terminal: RenderOptions;
}

/** The process as a command sees it; progress goes to standard error, a line at a time. */
export function processContext(signal: AbortSignal): CommandContext {
  return {
    env: process.env,
    directory: process.cwd(),
    now: new Date(),
    signal,
    progress: (line) => void process.stderr.write(progressLine(line)),
    terminal: renderOptions(process.stdout, process.env),
  };
}

/** No line may begin with text from outside: log readers obey what stands there. */
function progressLine(line: string): Encoded<"terminal"> {
  return terminal`lumogate: ${shown(line)}\n`;
}

/** Colour only on a terminal that wants it (no-color.org: NO_COLOR with any value but the empty one). */
export function renderOptions(stream: NodeJS.WriteStream, env: Readonly<NodeJS.ProcessEnv>): RenderOptions {
  const colour = stream.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return { colour, ...(stream.isTTY ? { width: stream.columns } : {}) };
}
