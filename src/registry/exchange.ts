import { request } from "undici";
import { LIMITS } from "../limits.ts";
import type { Dispatchers } from "./dispatchers.ts";
import { connectionFailure, timedOut } from "./connection-failure.ts";
import { badAnswer } from "./failure.ts";
import type { Role } from "./guard.ts";
import type { Timing } from "./timing.ts";

export interface Question {
  readonly url: URL;
  readonly role: Role;
  /** For messages: `the manifest of ghcr.io/acme/app:1`. */
  readonly what: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: GET. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT";
  readonly body?: string | Uint8Array;
  /** Aborted when all of it, to the body's last byte, has taken too long. */
  readonly deadline: AbortSignal;
}

export interface Answer {
  /** Who gave it, with its port. */
  readonly host: string;
  readonly status: number;
  /** The first, where a server sends a header several times. @param name in lower case */
  header(name: string): string | undefined;
  all(name: string): readonly string[];
  /** Must be read, drained or discarded. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads what little there should be, so that the connection serves the next request, too. */
  drain(): Promise<void>;
  /** Ends the connection. */
  discard(): void;
}

/** Asks once, and says what went wrong in our words. Follows nothing, and shows nobody who we are. */
export class Exchange {
  readonly #dispatchers: Dispatchers;
  readonly #timing: Timing;
  readonly #signal: AbortSignal;

  constructor(dispatchers: Dispatchers, timing: Timing, signal: AbortSignal) {
    this.#dispatchers = dispatchers;
    this.#timing = timing;
    this.#signal = signal;
  }

  /**
   * @throws RegistryFailure `registry.unreachable`, `.tls`, `.plain-http`, `.timeout`, `.protocol`, `.realm-refused`,
   *   `.redirect-refused`, `.proxy`; the signal's reason
   */
  async ask(question: Question): Promise<Answer> {
    const { url, role, method = "GET", headers, body = null, deadline } = question;
    try {
      const signal = AbortSignal.any([this.#signal, deadline]);
      const asked = request(url, {
        dispatcher: await this.#dispatchers.for(url, role),
        method,
        // A body that is packed again could not be held against its digest, and would need a bound of its own.
        headers: { "user-agent": "lumogate", "accept-encoding": "identity", ...headers },
        body,
        headersTimeout: this.#timing.headersMs,
        bodyTimeout: this.#timing.idleMs,
        signal,
      });
      const answer = await unlessAborted(asked, signal);
      // What ends it early is met by whoever reads it.
      answer.body.on("error", () => undefined);
      const discard = (): void => void answer.body.destroy();
      const all = (name: string): string[] => [answer.headers[name] ?? []].flat();
      const encoding = all("content-encoding")[0] || "identity";
      if (encoding !== "identity") {
        discard();
        throw badAnswer(url.host, question.what, "it has a Content-Encoding, which nobody asked for");
      }
      return {
        host: url.host,
        status: answer.statusCode,
        header: (name) => all(name)[0],
        all,
        body: this.#body(answer.body, question),
        drain: () => answer.body.dump({ limit: LIMITS.registryAnswerBytes }),
        discard,
      };
    } catch (cause) {
      throw this.#failure(cause, question, false);
    }
  }

  async *#body(chunks: AsyncIterable<Buffer>, question: Question): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (cause) {
      throw this.#failure(cause, question, true);
    }
  }

  #failure(cause: unknown, question: Question, isAnswering: boolean): unknown {
    if (this.#signal.aborted) return this.#signal.reason;
    if (question.deadline.aborted) return timedOut(question.url.host, question.what, "all of it");
    return connectionFailure(cause, question, isAnswering);
  }
}

/** undici heeds a signal once it is connected, and not before. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
