import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { nanoseconds } from "../../dates.ts";
import { withoutUndefined } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { LumogateError, messageOf } from "../../model/error.ts";
import type { ReportedError } from "../../model/report.ts";
import { moduleNumber, takeThread, type Thread } from "./thread.ts";

/** What the worker is asked: one module over one input. */
export interface Question {
  /** Its number in the thread. */
  readonly module: number;
  readonly input: ArrayBuffer;
  readonly data: ArrayBuffer;
  /** `time.now_ns`. */
  readonly nowNs: bigint;
}

export type Answer = { readonly results: unknown } | { readonly error: ReportedError };

/** A compiled policy, and how errors name it. */
export interface EvaluatedModule {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** `the shipped rules`, `the rules in policies/ (main, team.web)`. */
  readonly name: string;
}

/** Evaluates compiled policies in a worker; one evaluation at a time. */
export interface Evaluator {
  /**
   * @returns for each module the SDK's result set: `[{ result }]`, or an empty list where it is undefined
   * @throws LumogateError `policy.*` as of the host, `policy.timeout`; the signal's reason where that aborts
   */
  evaluate(input: unknown, data: unknown, signal: AbortSignal): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export interface EvaluatorOptions {
  /** For all modules over one input. */
  readonly deadlineMs?: number;
  readonly memoryBytes?: number;
  /** What the rules take for now. */
  readonly effectiveTime?: Date;
}

/** Starts the worker at once, so that it is ready when the image has been read. */
export function startEvaluator(
  modules: readonly EvaluatedModule[],
  {
    deadlineMs = LIMITS.evaluateMs,
    memoryBytes = LIMITS.evaluateBytes,
    effectiveTime = new Date(),
  }: EvaluatorOptions = {},
): Evaluator {
  const nowNs = nanoseconds(effectiveTime);
  const start = (): Thread => {
    const taken = takeThread();
    for (const { wasm } of modules) moduleNumber(taken, { wasm, memoryBytes });
    return taken;
  };
  let thread: Thread | undefined = start();
  return {
    async evaluate(input, data, signal) {
      signal.throwIfAborted();
      const bytes = { input: toBytes(input), data: toBytes(data), nowNs };
      // A thread that failed is not asked again: nobody knows its state.
      const asked = thread ?? start();
      thread = undefined;
      const run: Run = { thread: asked, memoryBytes, ...bytes, over: new AbortController(), name: "" };
      try {
        const answers = await Promise.race([
          askAll(modules, run),
          deadline(deadlineMs, run),
          cancelled(signal, run),
        ]);
        thread = asked;
        return answers;
      } catch (cause) {
        await asked.worker.terminate();
        signal.throwIfAborted();
        throw named(cause, run.name);
      } finally {
        // Takes away the timer, and the listeners of whoever lost a race.
        run.over.abort();
      }
    },
    async close() {
      await thread?.worker.terminate();
      thread = undefined;
    },
  };
}

/** One evaluation of all modules. */
interface Run {
  readonly thread: Thread;
  readonly memoryBytes: number;
  readonly input: ArrayBuffer;
  readonly data: ArrayBuffer;
  readonly nowNs: bigint;
  /** Aborted at the end, however that came about. */
  readonly over: AbortController;
  /** Of the module that is being evaluated. */
  name: string;
}

async function askAll(modules: readonly EvaluatedModule[], run: Run): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const { name, wasm } of modules) {
    run.name = name;
    const { thread, memoryBytes, input, data, nowNs } = run;
    const module = moduleNumber(thread, { wasm, memoryBytes });
    answers.push(await ask({ module, input, data, nowNs }, run));
  }
  return answers;
}

async function ask(question: Question, { thread, over: { signal } }: Run): Promise<unknown> {
  const { worker } = thread;
  const answered = once(worker, "message", { signal });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  worker.postMessage(question);
  const [answer] = (await Promise.race([answered, gone(thread, signal)])) as [Answer];
  if ("results" in answer) return answer.results;
  const { code, message, ...details } = answer.error;
  throw new LumogateError(code, message, details);
}

/** An exit before the answer. A worker that had ended already has no thread any more, and sends no event. */
async function gone(thread: Thread, signal: AbortSignal): Promise<never> {
  if (thread.worker.threadId >= 0) await once(thread.worker, "exit", { signal });
  throw thread.problem ?? new Error("its thread ended without an answer");
}

/** Not `AbortSignal.timeout`: `AbortSignal.any` holds that only weakly, and it must not be collected. */
async function deadline(milliseconds: number, run: Run): Promise<never> {
  await setTimeout(milliseconds, undefined, { signal: run.over.signal });
  throw timeout(run.name, milliseconds);
}

async function cancelled(signal: AbortSignal, { over }: Run): Promise<never> {
  await once(signal, "abort", { signal: over.signal });
  throw signal.reason;
}

function named(cause: unknown, name: string): LumogateError {
  if (cause instanceof LumogateError) {
    if (cause.code === "policy.timeout") return cause;
    const { code, message, hint, location } = cause;
    const details = withoutUndefined({ hint, location });
    return new LumogateError(code, `${message} It happened in ${name}.`, { ...details, cause });
  }
  if (cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new LumogateError("policy.memory", `The results of ${name} need more memory than they may have.`, {
      cause,
    });
  }
  const text = messageOf(cause);
  return new LumogateError("policy.evaluation", `The evaluation of ${name} broke: ${text}.`, { cause });
}

function timeout(name: string, milliseconds: number): LumogateError {
  return new LumogateError(
    "policy.timeout",
    `After ${milliseconds / 1000} s, ${name} had not finished, and were stopped.`,
    {
      hint: "Look for rules that compare every package with every other; collect by name in an object first.",
    },
  );
}

/** JSON in a buffer of its own. */
export function toBytes(value: unknown): ArrayBuffer {
  return new Uint8Array(Buffer.from(JSON.stringify(value))).buffer;
}
