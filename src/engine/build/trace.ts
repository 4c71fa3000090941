import { isRecord } from "../../json.ts";
import { badAnswer, oneLine } from "../failure.ts";
import { appendTail, type FailedStep } from "./failure.ts";
import { splitLines } from "./lines.ts";
import { MESSAGES, type StatusResponse, type Timestamp, type Vertex } from "./messages.ts";
import type { BuildReader } from "./run.ts";

/** Reads what an engine streams while its BuildKit builds: BuildKit's own progress, wrapped in JSON. */
export function readBuildKit(print: (line: string) => void): BuildReader {
  const trace = createTrace(print);
  let imageId: string | undefined;
  return {
    read({ id, aux }) {
      if (id === "moby.buildkit.trace" && typeof aux === "string") trace.update(decodeStatus(aux));
      if (id === "moby.image.id" && isRecord(aux) && typeof aux["ID"] === "string") imageId = aux["ID"];
    },
    failedStep: () => trace.failed(),
    imageId: () => imageId,
  };
}

function decodeStatus(base64: string): StatusResponse {
  try {
    return MESSAGES.status.decode(Buffer.from(base64, "base64"));
  } catch (cause) {
    throw badAnswer("the build", "BuildKit's progress is not in the form that is known", cause);
  }
}

interface Trace {
  update(status: StatusResponse): void;
  /** The step that failed, where one has. */
  failed(): FailedStep | undefined;
}

interface Step extends FailedStep {
  /** What the step printed. */
  output(bytes: Uint8Array): void;
  /** What part of the step, such as one layer of those that it fetches, is done. */
  part(name: string): void;
  end(vertex: Vertex, started: Timestamp, completed: Timestamp): void;
  error(): string;
}

/**
 * Turns BuildKit's progress into lines for a person, as `docker build --progress=plain` shows them: `#5 [2/3] RUN make`,
 * `#5 cc -o app`, `#5 DONE 1.2s`. Steps run side by side, so each line says whose it is.
 */
function createTrace(print: (line: string) => void): Trace {
  const steps = new Map<string, Step>();
  return {
    update({ vertexes, statuses, logs, warnings }) {
      for (const { digest, name, started } of vertexes) {
        // All steps are announced at once, and start later.
        if (started && !steps.has(digest)) steps.set(digest, beginStep(steps.size + 1, name, print));
      }
      for (const { vertex, msg } of logs) steps.get(vertex)?.output(msg);
      for (const { vertex, ID, completed } of statuses) if (completed) steps.get(vertex)?.part(ID);
      for (const { short } of warnings) print(`WARNING: ${oneLine(new TextDecoder().decode(short))}`);
      // Last, since what a step printed at the end comes together with its end.
      for (const vertex of vertexes) {
        const { digest, started, completed } = vertex;
        if (started && completed) steps.get(digest)?.end(vertex, started, completed);
      }
    },
    failed() {
      const failed = [...steps.values()].filter((step) => step.error() !== "");
      // Steps beside the one that failed are cancelled, and fail of that.
      return failed.find((step) => !/context canceled/i.test(step.error())) ?? failed[0];
    },
  };
}

function beginStep(number: number, name: string, print: (line: string) => void): Step {
  const say = (text: string): void => print(`#${number} ${text}`);
  const tail: string[] = [];
  const parts = new Set<string>();
  const decoder = new TextDecoder();
  const lines = splitLines((line) => {
    say(line);
    appendTail(tail, line);
  });
  let outcome: string | undefined;
  let error = "";
  say(oneLine(name));
  return {
    name,
    tail,
    output: (bytes) => lines.push(decoder.decode(bytes, { stream: true })),
    part(part) {
      // Some come once more, or behind the step's end.
      if (outcome === undefined && !parts.has(part)) say(`${oneLine(part)} done`);
      parts.add(part);
    },
    end(vertex, started, completed) {
      if (outcome !== undefined) return;
      lines.end();
      error = vertex.error;
      const took = seconds(completed) - seconds(started);
      outcome = vertex.cached ? "CACHED" : `DONE ${took.toFixed(1)}s`;
      say(error === "" ? outcome : `ERROR: ${oneLine(error)}`);
    },
    error: () => error,
  };
}

function seconds({ seconds: whole, nanos }: Timestamp): number {
  return whole + nanos / 1e9;
}
