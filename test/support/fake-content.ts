import type http from "node:http";
import http2 from "node:http2";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { MESSAGES } from "../../src/engine/content/messages.ts";

/** Answers one gRPC call: with messages, and the status at the end. */
export type Answers = (stream: http2.ServerHttp2Stream, request: Buffer) => void | Promise<void>;

/** By the method's name: `Info`, `Read`. */
export interface FakeContent {
  readonly Info: Answers;
  readonly Read: Answers;
}

const PIECE_BYTES = 1 << 20;

/** containerd's content service, over blobs in memory. */
export function contentOf(blobs: ReadonlyMap<string, Uint8Array>): FakeContent {
  const NOT_FOUND = 5;
  return {
    Info(stream, request) {
      const { digest } = MESSAGES.infoRequest.decode(request);
      const blob = blobs.get(digest);
      if (blob === undefined) return end(stream, NOT_FOUND, "not found");
      stream.write(framed(MESSAGES.infoResponse.encode({ info: { digest, size: blob.length } })));
      return end(stream);
    },
    async Read(stream, request) {
      const { digest, offset, size } = MESSAGES.readRequest.decode(request);
      const blob = blobs.get(digest);
      if (blob === undefined) return end(stream, NOT_FOUND, "not found");
      const wanted = blob.subarray(offset.low, offset.low + (size.low || blob.length));
      for (let at = 0; at < wanted.length; at += PIECE_BYTES) {
        const message = framed(MESSAGES.readResponse.encode({ data: wanted.subarray(at, at + PIECE_BYTES) }));
        if (!stream.write(message)) await new Promise((resolve) => stream.once("drain", resolve));
      }
      return end(stream);
    },
  };
}

/** Ends an answer. @param status gRPC's */
export function end(stream: http2.ServerHttp2Stream, status = 0, message = ""): void {
  stream.once("wantTrailers", () =>
    stream.sendTrailers({ "grpc-status": String(status), "grpc-message": message }),
  );
  stream.end();
}

/** A message with its prefix. */
export function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Has a fake engine turn `POST /grpc` over to a content service. */
export function serveContent(server: http.Server, content: FakeContent): void {
  const grpc = http2.createServer();
  grpc.on("stream", (stream, headers) => {
    const method = String(headers[":path"]).replace(/^.*\//, "");
    const parts: Buffer[] = [];
    stream.on("error", () => undefined);
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      const request = Buffer.concat(parts).subarray(5);
      void (method === "Info" ? content.Info : content.Read)(stream, request);
    });
  });
  const connections: Duplex[] = [];
  server.on("upgrade", (_asked, connection: Duplex) => {
    connections.push(connection);
    connection.on("error", () => undefined);
    connection.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    grpc.emit("connection", connection);
  });
  onTestFinished(() => connections.forEach((connection) => connection.destroy()));
}
