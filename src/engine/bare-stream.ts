import net from "node:net";
import type { Endpoint } from "./endpoint.ts";

/**
 * Asks an engine on a socket for a stream, in HTTP/1.0 over a connection of its own: then an answer is a head, and bytes to the
 * connection's end (RFC 9112, 6.3). An engine cuts an export into pieces of 32 KiB, and to take these out of HTTP/1.1 costs node:http
 * more than all that is done with them. Nothing but the content says whether it is whole; a tar does.
 *
 * @param path with the API's version: `/v1.45/containers/ID/export`
 * @returns undefined where the engine is not on a plain connection, or answers anything but such a stream: then ask as
 *   always, and hear why
 */
export async function bareStream(
  endpoint: Endpoint,
  path: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array> | undefined> {
  const place = placeOf(endpoint);
  if (place === undefined) return undefined;
  const bytes = new Incoming(place, signal);
  bytes.send(`GET ${path} HTTP/1.0\r\nHost: engine\r\n\r\n`);
  try {
    if (await bytes.skipHead(isPlainAnswer)) return bytes.rest();
  } catch {
    // Whoever asks again is told what is wrong.
    signal.throwIfAborted();
  }
  bytes.close();
  return undefined;
}

function placeOf(endpoint: Endpoint): net.NetConnectOpts | undefined {
  if (endpoint.kind === "socket") return { path: endpoint.path };
  if (endpoint.kind !== "tcp" || endpoint.tls !== undefined) return undefined;
  return { host: endpoint.host, port: endpoint.port };
}

function isPlainAnswer(head: string): boolean {
  return /^HTTP\/1\.[01] 200 /.test(head) && !/\r\n(?:transfer|content)-encoding:/i.test(head);
}

/** Read into pieces of this size, one behind the other, so that not every piece has memory of its own. */
const SLAB_BYTES = 512 * 1024;
/** What a socket is asked for at most. */
const READ_BYTES = 64 * 1024;
/** As much is read before somebody takes it. */
const AHEAD_BYTES = 1024 * 1024;
const HEAD_BYTES = 64 * 1024;

/** What comes over a connection. Node's own streams take new memory for each piece, and give most of it back. */
class Incoming {
  readonly #socket: net.Socket;
  readonly #signal: AbortSignal;
  readonly #abort = (): void => void this.#socket.destroy();
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #used = 0;
  /** Where the last chunk begins that nobody has taken yet: what comes next behind it in the slab is one chunk with it. */
  #start = 0;
  #isExtendable = false;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(place: net.NetConnectOpts, signal: AbortSignal) {
    this.#signal = signal;
    this.#socket = net.connect({
      ...place,
      onread: { buffer: () => this.#room(), callback: (bytes) => this.#take(bytes) },
    });
    this.#socket.on("error", (error) => this.#end(error));
    this.#socket.on("end", () => this.#end(undefined));
    this.#socket.on("close", () => this.#end(new Error("it was closed before its end")));
    signal.addEventListener("abort", this.#abort);
    if (signal.aborted) this.#abort();
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Takes what stands before the first empty line. @returns what `isGood` says of it; false where there is none */
  async skipHead(isGood: (head: string) => boolean): Promise<boolean> {
    let head = Buffer.alloc(0);
    for (let end = -1; end === -1; end = head.indexOf("\r\n\r\n")) {
      if (head.length > HEAD_BYTES || !(await this.#more())) return false;
      head = Buffer.concat([head, ...this.#chunks]);
      this.#chunks = [];
      this.#isExtendable = false;
    }
    const end = head.indexOf("\r\n\r\n");
    this.#chunks.unshift(head.subarray(end + 4));
    return isGood(head.toString("latin1", 0, end));
  }

  /** @throws where the connection breaks; the signal's reason */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunks = this.#chunks;
        this.#chunks = [];
        this.#bytes = 0;
        this.#isExtendable = false;
        yield* chunks;
        if (chunks.length === 0 && !(await this.#more())) return;
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#socket.destroy();
  }

  #room(): Buffer {
    if (SLAB_BYTES - this.#used < READ_BYTES) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#used = 0;
      this.#isExtendable = false;
    }
    return this.#slab.subarray(this.#used, this.#used + READ_BYTES);
  }

  #take(bytes: number): boolean {
    const from = this.#isExtendable ? this.#start : this.#used;
    if (this.#isExtendable) this.#chunks.pop();
    this.#used += bytes;
    this.#start = from;
    this.#chunks.push(this.#slab.subarray(from, this.#used));
    this.#isExtendable = true;
    this.#bytes += bytes;
    this.#wake?.();
    // False holds the socket until it is resumed.
    return this.#bytes < AHEAD_BYTES;
  }

  #end(failure: Error | undefined): void {
    if (!this.#isOver) this.#failure = failure;
    this.#isOver = true;
    this.#wake?.();
  }

  /** Waits until something has come. @returns false at the end */
  async #more(): Promise<boolean> {
    this.#socket.resume();
    while (this.#chunks.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#signal.throwIfAborted();
    if (this.#chunks.length > 0) return true;
    if (this.#failure !== undefined) throw this.#failure;
    return false;
  }
}
