import { parentPort, workerData } from "node:worker_threads";
import { LumogateError, reportError } from "../../model/error.ts";
import type { Answer, Question, WorkerInput } from "./evaluate.ts";
import { evaluateModule } from "./host.ts";

/**
 * Evaluates compiled policies in a thread that can be terminated: a rule can loop for ever. What it imports is little,
 * since every check starts it.
 */
const { modules, memoryBytes } = workerData as WorkerInput;
// Compiled at once, while the main thread still reads the image.
const compiled = modules.map((bytes) => compile(bytes));

async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module | LumogateError> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    return new LumogateError("policy.evaluation", `The compiled policy is damaged: ${String(cause)}.`, {
      hint: "Remove the cache of compiled policies, or install lumogate again.",
    });
  }
}

async function answer({ module: index, ...documents }: Question): Promise<Answer> {
  try {
    const module = await compiled[index];
    if (module === undefined) throw new Error(`there is no policy number ${index}`);
    if (module instanceof LumogateError) throw module;
    return { results: await evaluateModule(module, { ...documents, memoryBytes }) };
  } catch (cause) {
    return { error: reportError(cause) };
  }
}

async function reply(question: Question): Promise<void> {
  const found = await answer(question);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  parentPort?.postMessage(found);
}

parentPort?.on("message", (question: Question) => void reply(question));
