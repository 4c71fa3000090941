import type { Readable } from "node:stream";

/**
 * The chunks of a stream as they come. Node's own iterator joins those that have come meanwhile, and to copy a gigabyte
 * takes longer than to read it.
 *
 * @throws what the stream fails with; also where it is closed before its end
 */
export async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
  const ahead = new ReadAhead(stream);
  try {
    for (;;) {
      const chunks = ahead.take();
      yield* chunks;
      if (chunks.length === 0 && !(await ahead.more())) return;
    }
  } finally {
    stream.destroy();
  }
}

/** As much is read before somebody takes it: enough that nobody waits for the other. */
const AHEAD_BYTES = 1024 * 1024;

class ReadAhead {
  readonly #stream: Readable;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #end: { readonly failure?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on("data", (chunk: Uint8Array | string) => {
      this.#chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      this.#bytes += chunk.length;
      if (this.#bytes >= AHEAD_BYTES) stream.pause();
      this.#wake?.();
    });
    const over = (end: { readonly failure?: unknown }): void => {
      this.#end ??= end;
      this.#wake?.();
    };
    stream.on("end", () => over({}));
    stream.on("error", (failure) => over({ failure }));
    stream.on("close", () => over({ failure: new Error("it was closed before its end") }));
  }

  /** All that has come. */
  take(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    return chunks;
  }

  /** Waits until something has come. @returns false at the end */
  async more(): Promise<boolean> {
    this.#stream.resume();
    while (this.#chunks.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#chunks.length > 0) return true;
    if (this.#end !== undefined && "failure" in this.#end) throw this.#end.failure;
    return false;
  }
}
