import { Worker } from "node:worker_threads";
import { workerUrl } from "../../assets.ts";
import { LIMITS } from "../../limits.ts";

/** A compiled policy that a thread is to make ready. */
export interface Addition {
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** The most WebAssembly memory of an evaluation. */
  readonly memoryBytes: number;
}

/** The worker that evaluates. */
export interface Thread {
  readonly worker: Worker;
  /** What it was given, in the order that gives them their numbers. */
  readonly added: Addition[];
  /** What it threw, also before anybody asked. */
  problem: unknown;
}

/** Started, and not yet taken. */
let ahead: Thread | undefined;

/**
 * Starts a thread before anybody knows what is to be judged. It takes as long to start as our own modules take to load, and
 * can do so meanwhile.
 *
 * @param expected what will probably be evaluated
 */
export function startAhead(expected: Addition): void {
  ahead = startThread();
  moduleNumber(ahead, expected);
}

/** The thread that was started ahead, or a new one. It is the caller's to terminate. */
export function takeThread(): Thread {
  const thread = ahead ?? startThread();
  ahead = undefined;
  return thread;
}

/** The number of a module in a thread, which makes it ready at once where it has not yet. */
export function moduleNumber(thread: Thread, wanted: Addition): number {
  const known = thread.added.findIndex(
    ({ wasm, memoryBytes }) => memoryBytes === wanted.memoryBytes && Buffer.compare(wasm, wanted.wasm) === 0,
  );
  if (known >= 0) return known;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a browser's window
  thread.worker.postMessage(wanted);
  return thread.added.push(wanted) - 1;
}

function startThread(): Thread {
  const worker = new Worker(workerUrl("evaluate-worker"), {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.evaluateHeapBytes / 1024 / 1024 },
  });
  const thread: Thread = { worker, added: [], problem: undefined };
  worker.on("error", (problem) => {
    thread.problem = problem;
  });
  return thread;
}
