import { LIMITS } from "../../limits.ts";
import { LumogateError } from "../../model/error.ts";
import { oneLine } from "../failure.ts";

/** The step of a build that failed, in the build's own words. */
export interface FailedStep {
  /** `[2/3] RUN make` */
  readonly name: string;
  /** The last lines that it printed. */
  readonly tail: readonly string[];
}

/** What the classic builder says where a Dockerfile asks for what only BuildKit does; a command it would quote. */
const NEEDS_BUILDKIT = /^[^'"[]*requires BuildKit/i;

/** How BuildKit says that it was BuildKit that failed. */
const WRAPPING =
  /^(?:failed to solve(?: with frontend [\w.]+)?: |failed to create LLB definition: |rpc error: code = \w+ desc = )+/;

/** BuildKit and the classic builder: `dockerfile parse error on line 2: unknown instruction: FORM`. */
const PARSE_ERROR = /dockerfile parse error(?: on)? line (\d+)/i;

/**
 * The error of a failed build. Its message is a sentence, and below it, indented, what the step printed last.
 *
 * @param reason the engine's
 * @param file the Dockerfile, as the user named it
 * @param step left out where it is none that failed: a syntax error, a missing target
 */
export function buildFailed(reason: string, file: string, step?: FailedStep): LumogateError {
  const why = oneLine(reason).replace(WRAPPING, "") || "the engine gives no reason";
  if (NEEDS_BUILDKIT.test(reason)) return needsBuildKit(`${file} needs BuildKit`, why);
  const line = PARSE_ERROR.exec(reason)?.[1];
  const what =
    step === undefined
      ? `${file} failed: ${why}`
      : `${file} failed at ${cut(oneLine(step.name), 200)}: ${exitCode(why)}`;
  const tail = step?.tail ?? [];
  const most = LIMITS.messageChars / LIMITS.buildTailLines;
  const output = tail.map((text) => `\n    ${cut(text, most)}`);
  return new LumogateError("build.failed", `The build of ${what}.${output.join("")}`, {
    hint:
      tail.length === 0
        ? "Look at that place of the Dockerfile, and at what it takes from elsewhere; docker build fails in the same way."
        : "What the step printed last stands above; docker build fails in the same way.",
    ...(line === undefined ? {} : { location: { file, line: Number(line) } }),
  });
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The step is named beside it: what a RUN's command was need not be said twice. */
function exitCode(why: string): string {
  return why.replace(
    /^(?:executor failed running|process|The command) .*(?:exit code|non-zero code): /,
    "exit code ",
  );
}

/** @param what a sentence's beginning: who needs it */
export function needsBuildKit(what: string, why?: string): LumogateError {
  const because = why === undefined ? "" : `: ${why}`;
  return new LumogateError("build.needs-buildkit", `${what}, and this build runs without it${because}.`, {
    hint: "Use Docker 20.10 or later (podman's API has no BuildKit), and neither DOCKER_BUILDKIT=0 nor an engine that has BuildKit turned off.",
  });
}

/** Keeps the last lines that a step printed. */
export function appendTail(tail: string[], line: string): void {
  if (line.trim() === "") return;
  tail.push(line);
  if (tail.length > LIMITS.buildTailLines) tail.shift();
}
