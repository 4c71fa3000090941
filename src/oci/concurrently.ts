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
  const done = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: done.signal });
  });
  // Met below, where it is raced; it may also come when nobody waits any more.
  aborted.catch(() => undefined);
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    done.abort();
    // Not waited for: of a generator it comes only after the chunk that may never come.
    iterator.return?.().catch(() => undefined);
  }
}
