import { availableParallelism } from "node:os";

/** zlib works in the threads of libuv's pool, of which there are four. */
const THREADS = 4;

/**
 * Works on several items at a time, as many as there are processors. The first failure stops the others, and nothing is
 * begun after it; it is thrown when all of them have stopped.
 *
 * @param work is to stop with the reason of its signal when that is aborted
 * @throws what the first failure was; the reason of `signal`
 */
export async function concurrently<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const pending = items.values();
  const worker = async (): Promise<void> => {
    try {
      for (const item of pending) {
        stopped.throwIfAborted();
        await work(item, stopped);
      }
    } catch (error) {
      // Only the first reason counts.
      stop.abort(error);
    }
  };
  const workers = Math.min(items.length, availableParallelism(), THREADS);
  await Promise.all(Array.from({ length: workers }, worker));
  signal.throwIfAborted();
  stop.signal.throwIfAborted();
}

/** A stream that ends with the signal's reason when that is aborted, also while a chunk is waited for. */
export async function* abortable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let stopWaiting: ((reason: unknown) => void) | undefined;
  const onAbort = (): void => stopWaiting?.(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    for (;;) {
      signal.throwIfAborted();
      // Not Promise.race with one promise of the abort: that would keep all chunks until the abort.
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        stopWaiting = reject;
        iterator.next().then(resolve, reject);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Not waited for: of a generator it comes only after the chunk that may never come.
    iterator.return?.().catch(() => undefined);
  }
}
