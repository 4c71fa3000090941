import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { workerUrl } from "../assets.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { ReportedError } from "../model/report.ts";

/** What the worker is started with. */
export interface WorkerInput {
  readonly modules: readonly Uint8Array<ArrayBuffer>[];
  readonly memoryBytes: number;
}

/** What it is asked: one module over one input. */
export interface Question {
  /** Index into the modules. */
  readonly module: number;
  readonly input: ArrayBuffer;
  readonly data: ArrayBuffer;
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
}

/** Starts the worker at once, so that it is ready when the image has been read. */
export function startEvaluator(
  modules: readonly EvaluatedModule[],
  { deadlineMs = LIMITS.evaluateMs, memoryBytes = LIMITS.evaluateBytes }: EvaluatorOptions = {},
): Evaluator {
  const start = (): Worker => startWorker({ modules: modules.map(({ wasm }) => wasm), memoryBytes });
  let worker: Worker | undefined = start();
  return {
    async evaluate(input, data, signal) {
      signal.throwIfAborted();
      const deadline = AbortSignal.timeout(deadlineMs);
      const stop = AbortSignal.any([deadline, signal]);
      const [inputBytes, dataBytes] = [toBytes(input), toBytes(data)];
      // A worker that failed is not asked again: nobody knows its state.
      const asked = worker ?? start();
      worker = undefined;
      let name = "";
      try {
        const answers: unknown[] = [];
        for (const [module, evaluated] of modules.entries()) {
          ({ name } = evaluated);
          answers.push(await ask(asked, { module, input: inputBytes, data: dataBytes }, stop));
        }
        worker = asked;
        return answers;
      } catch (cause) {
        await asked.terminate();
        signal.throwIfAborted();
        throw deadline.aborted ? timeout(name, deadlineMs) : named(cause, name);
      }
    },
    async close() {
      await worker?.terminate();
      worker = undefined;
    },
  };
}

function startWorker(input: WorkerInput): Worker {
  const worker = new Worker(workerUrl("evaluate-worker"), {
    workerData: input,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.evaluateHeapBytes / 1024 / 1024 },
  });
  // What is thrown before anybody asks must not end the process; whoever asks then finds the worker gone.
  worker.on("error", () => {});
  return worker;
}

async function ask(worker: Worker, question: Question, stop: AbortSignal): Promise<unknown> {
  const settled = new AbortController();
  const signal = AbortSignal.any([stop, settled.signal]);
  try {
    const answered = once(worker, "message", { signal });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
    worker.postMessage(question);
    const [answer] = (await Promise.race([answered, gone(worker, signal)])) as [Answer];
    if ("results" in answer) return answer.results;
    const { code, message, ...details } = answer.error;
    throw new LumogateError(code, message, details);
  } finally {
    // Takes away the listeners of whoever lost the race.
    settled.abort();
  }
}

/** An exit before the answer. A worker that had ended already has no thread any more, and sends no event. */
async function gone(worker: Worker, signal: AbortSignal): Promise<never> {
  const [code] = worker.threadId < 0 ? [undefined] : ((await once(worker, "exit", { signal })) as [number]);
  throw new Error(`its thread ended${code === undefined ? "" : ` with status ${code}`} and no answer`);
}

function named(cause: unknown, name: string): LumogateError {
  if (cause instanceof LumogateError) {
    const { code, message, hint, location } = cause;
    const details = {
      ...(hint === undefined ? {} : { hint }),
      ...(location === undefined ? {} : { location }),
    };
    return new LumogateError(code, `${message} It happened in ${name}.`, { ...details, cause });
  }
  if (cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new LumogateError("policy.memory", `The results of ${name} need more memory than they may have.`, {
      cause,
    });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
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

function toBytes(value: unknown): ArrayBuffer {
  return Uint8Array.from(Buffer.from(JSON.stringify(value))).buffer;
}
