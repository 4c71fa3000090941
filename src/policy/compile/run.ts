import { on, once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { assetUrl, workerUrl } from "../../assets.ts";
import { LumogateError, messageOf } from "../../model/error.ts";

/** What the worker is given. */
export interface CompilerInput {
  /** URL of the compiler, brotli-compressed WebAssembly. */
  readonly compiler: string;
  /** Standard input. */
  readonly request: Uint8Array<ArrayBuffer>;
  /** Functions that it may call while it evaluates. */
  readonly hostBuiltins: readonly string[];
}

/** What the worker says before it answers: what it does from now on. */
export interface CompilerStep {
  readonly began: string;
}

/** What the worker answers. */
export interface CompilerOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The compiler is stopped after so many milliseconds. */
  readonly deadlineMs: number;
  /** Where it says what it begins: as long as that may take each time, from the first on. Left out: as `deadlineMs`. */
  readonly stepMs?: number;
  /** Functions that it may call while it evaluates; left out: none. */
  readonly hostBuiltins?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the Rego compiler in a worker, with `request` as its standard input.
 *
 * @throws LumogateError `policy.timeout` at the deadline, `policy.compiler` where it breaks; the signal's reason
 *   where that aborts
 */
export async function runCompiler(request: string, options: RunOptions): Promise<CompilerOutput> {
  options.signal?.throwIfAborted();
  const input: CompilerInput = {
    compiler: assetUrl("rego-compiler.wasm.br").href,
    request: new TextEncoder().encode(request),
    hostBuiltins: options.hostBuiltins ?? [],
  };
  const worker = new Worker(workerUrl("compile-worker"), {
    workerData: input,
    transferList: [input.request.buffer],
    env: {},
    stdout: true,
    stderr: true,
  });
  // An error that comes after the answer, or after the deadline, has nobody else to hear it.
  worker.on("error", () => {});
  const over = new AbortController();
  const clock = new Clock(options.deadlineMs, options.stepMs ?? options.deadlineMs);
  try {
    return await Promise.race([
      answer(worker, clock),
      silentExit(worker),
      deadline(clock, over.signal),
      ...(options.signal === undefined ? [] : [cancelled(options.signal, over.signal)]),
    ]);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof LumogateError ? error : broken(messageOf(error), error);
  } finally {
    over.abort();
    await worker.terminate();
  }
}

/** What the worker does, and how long it may still do so. */
class Clock {
  step: string | undefined;
  allowedMs: number;
  readonly #stepMs: number;
  #since = performance.now();

  constructor(deadlineMs: number, stepMs: number) {
    this.allowedMs = deadlineMs;
    this.#stepMs = stepMs;
  }

  began(step: string): void {
    this.step = step;
    this.allowedMs = this.#stepMs;
    this.#since = performance.now();
  }

  get leftMs(): number {
    return this.#since + this.allowedMs - performance.now();
  }
}

/** Rejects where the worker throws. */
async function answer(worker: Worker, clock: Clock): Promise<CompilerOutput> {
  for await (const [message] of on(worker, "message") as AsyncIterable<[CompilerOutput | CompilerStep]>) {
    if (!("began" in message)) return message;
    clock.began(message.began);
  }
  throw new Error("its messages ended without an answer");
}

/** A worker's last message comes before its exit, so an exit that wins is one without an answer. */
async function silentExit(worker: Worker): Promise<never> {
  const [code] = (await once(worker, "exit")) as [number];
  throw new Error(`it ended with status ${code} and no answer`);
}

/** Not `AbortSignal.timeout`: `AbortSignal.any` holds that only weakly, and it must not be collected. */
async function deadline(clock: Clock, over: AbortSignal): Promise<never> {
  // What begins meanwhile may have less time than what was there before.
  for (let left = clock.leftMs; left > 0; left = clock.leftMs)
    await setTimeout(Math.min(Math.ceil(left), LOOK_EVERY_MS), undefined, { signal: over });
  const seconds = `${clock.allowedMs / 1000} s`;
  if (clock.step !== undefined) {
    throw new LumogateError("policy.timeout", `${clock.step} was stopped after ${seconds} without an end.`, {
      hint: "Look there for what is tried in every combination, or for a list that is far too long.",
    });
  }
  throw new LumogateError(
    "policy.timeout",
    `The Rego compiler was stopped after ${seconds} without an answer.`,
    {
      hint: "Look for rules that are generated or very large, and split them.",
    },
  );
}

const LOOK_EVERY_MS = 250;

async function cancelled(signal: AbortSignal, over: AbortSignal): Promise<never> {
  await once(signal, "abort", { signal: over });
  throw signal.reason;
}

/** The error for a compiler that failed, which no policy should be able to bring about. */
export function broken(reason: string, cause?: unknown): LumogateError {
  return new LumogateError("policy.compiler", `The Rego compiler broke: ${reason}.`, {
    hint: "This is a bug in lumogate, or its installation is damaged. Install it again; if that does not help, report it with the policy.",
    cause,
  });
}
