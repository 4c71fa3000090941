import http2 from "node:http2";
import type { Duplex } from "node:stream";
import { ByteReader } from "../../oci/tar/byte-reader.ts";
import { LIMITS } from "../../limits.ts";
import { messageOf } from "../../model/error.ts";
import { badAnswer, oneLine, timedOut } from "../failure.ts";
import type { Codec } from "../protobuf.ts";

/** A status other than 0 (gRPC over HTTP/2, PROTOCOL-HTTP2.md): the call was understood, and refused. */
export class GrpcRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Statuses that are answers to us, of grpc's doc/statuscodes.md: no such blob, no such service. */
export const STATUS = { notFound: 5, unimplemented: 12 } as const;

/** A message has up to 1 MiB, and after the usual 64 KiB a stream would wait for a whole round trip. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** Each frame costs the same, and the usual ones hold 16 KiB. */
const FRAME_BYTES = 256 * 1024;

/** Calls over a connection that somebody else has made: `@grpc/grpc-js` can be a server on one, but not a client. */
export class GrpcConnection {
  readonly #session: http2.ClientHttp2Session;
  readonly #signal: AbortSignal;

  /** @param signal ends all calls */
  constructor(connection: Duplex, signal: AbortSignal) {
    this.#signal = signal;
    this.#session = http2.connect("http://engine", {
      createConnection: () => connection,
      // How far ahead of a slow reader the engine may send, for each stream.
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxFrameSize: FRAME_BYTES },
    });
    // Each call hears of a broken connection itself.
    this.#session.on("error", () => undefined);
    this.#session.once("connect", () => this.#session.setLocalWindowSize(4 * WINDOW_BYTES));
  }

  /**
   * Asks once, and gives the messages of the answer as they come.
   *
   * @param method `/package.Service/Method`
   * @param response what the messages are
   * @throws GrpcRefusal; LumogateError `engine.*`; the reason of the signal
   */
  async *call<Response extends object>(
    method: string,
    request: Uint8Array,
    response: Codec<Response>,
  ): AsyncGenerator<Response> {
    this.#signal.throwIfAborted();
    const stream = this.#session.request({
      ":method": "POST",
      ":path": method,
      "content-type": "application/grpc",
      te: "trailers",
    });
    const abort = (): void => void stream.destroy();
    this.#signal.addEventListener("abort", abort);
    let isLate = false;
    stream.setTimeout(LIMITS.engineCallMs, () => {
      isLate = true;
      stream.destroy();
    });
    const status = statusOf(stream);
    stream.end(framed(request));
    try {
      for await (const message of messages(stream)) yield response.decode(message);
      checkStatus(status());
    } catch (error) {
      this.#signal.throwIfAborted();
      if (isLate) throw timedOut(method, LIMITS.engineCallMs);
      if (error instanceof GrpcRefusal) throw error;
      throw badAnswer(method, oneLine(messageOf(error)), error);
    } finally {
      this.#signal.removeEventListener("abort", abort);
      stream.destroy();
    }
  }

  close(): void {
    this.#session.destroy();
  }
}

/** A message with its prefix: not compressed, and its length. */
function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

const PREFIX_BYTES = 5;

async function* messages(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(stream);
  for (;;) {
    const prefix = Buffer.from(await reader.exactly(PREFIX_BYTES));
    if (prefix.length === 0) return;
    const length = prefix.length < PREFIX_BYTES ? 0 : prefix.readUInt32BE(1);
    if (length > LIMITS.grpcMessageBytes)
      throw new Error(
        `a message has ${length} bytes, more than ${LIMITS.grpcMessageBytes} (limit grpcMessageBytes)`,
      );
    if (prefix[0] !== 0) throw new Error("a message is compressed, which was not asked for");
    const message = await reader.exactly(length);
    if (prefix.length < PREFIX_BYTES || message.length < length) throw new Error("it broke off");
    yield message;
  }
}

/** What stands in the headers or, after the messages, in the trailers; an answer that is cut off has no status. */
function statusOf(stream: http2.ClientHttp2Stream): () => http2.IncomingHttpHeaders {
  let headers: http2.IncomingHttpHeaders = {};
  stream.on("response", (first) => (headers = { ...headers, ...first }));
  stream.on("trailers", (last) => (headers = { ...headers, ...last }));
  return () => headers;
}

function checkStatus({ ":status": http, "grpc-status": code, "grpc-message": said }: Headers): void {
  const status = typeof code === "string" && /^\d+$/.test(code) ? Number(code) : undefined;
  if (status === undefined) throw new Error(http === 200 ? "it broke off" : `its HTTP status is ${http}`);
  if (status !== 0) throw new GrpcRefusal(status, oneLine(String(said ?? "")));
}

type Headers = http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader;
