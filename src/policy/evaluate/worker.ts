import { parentPort } from "node:worker_threads";
import { LumogateError, reportError } from "../../model/error.ts";
import type { Answer, Question } from "./evaluate.ts";
import type { Addition } from "./thread.ts";
import { prepareModule, type ReadyModule } from "./host.ts";

/**
 * Evaluates compiled policies in a thread that can be terminated: a rule can loop for ever. What it imports is little,
 * since every check starts it.
 */
interface Known {
  readonly module: Promise<WebAssembly.Module>;
  readonly memoryBytes: number;
  /** Made at once, while the main thread still reads the image; the first question takes it. */
  ready: Promise<ReadyModule> | undefined;
}

const known: Known[] = [];

function add({ wasm, memoryBytes }: Addition): void {
  const module = compile(wasm);
  const ready = prepare({ module, memoryBytes });
  // Whoever asks hears of it.
  ready.catch(() => {});
  known.push({ module, memoryBytes, ready });
}

async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new LumogateError("policy.evaluation", `The compiled policy is damaged: ${String(cause)}.`, {
      hint: "Remove the cache of compiled policies, or install lumogate again.",
    });
  }
}

async function prepare({ module, memoryBytes }: Pick<Known, "module" | "memoryBytes">): Promise<ReadyModule> {
  return prepareModule(await module, memoryBytes);
}

async function answer({ module: index, ...documents }: Question): Promise<Answer> {
  try {
    const asked = known[index];
    if (asked === undefined) throw new Error(`there is no policy number ${index}`);
    const ready = asked.ready ?? prepare(asked);
    asked.ready = undefined;
    return { results: (await ready).evaluate(documents) };
  } catch (cause) {
    return { error: reportError(cause) };
  }
}

async function reply(question: Question): Promise<void> {
  const found = await answer(question);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  parentPort?.postMessage(found);
}

parentPort?.on("message", (message: Addition | Question) => {
  if ("wasm" in message) add(message);
  else void reply(message);
});
