import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { bareStream } from "../../src/engine/bare-stream.ts";
import type { Endpoint } from "../../src/engine/endpoint.ts";

let server: net.Server | undefined;
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
});

/** An engine that answers the first request of each connection in its own way. */
async function engine(answer: (socket: Socket, request: string) => void): Promise<Endpoint> {
  server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", (request) => answer(socket, request.toString()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { kind: "tcp", url: `tcp://127.0.0.1:${port}`, host: "127.0.0.1", port };
}

const never = new AbortController().signal;

async function read(endpoint: Endpoint): Promise<Buffer | undefined> {
  const stream = await bareStream(endpoint, "/v1.41/x", never);
  return stream === undefined ? undefined : buffer(stream);
}

describe("a stream over a connection of its own", () => {
  it("asks for a path in HTTP/1.0, and gives all bytes behind the head, however they come", async () => {
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
    let asked = "";
    const endpoint = await engine((socket, request) => {
      asked = request;
      socket.write("HTTP/1.0 200 OK\r\nContent-Ty");
      setImmediate(() => socket.end(Buffer.concat([Buffer.from("pe: x\r\n\r\n"), body])));
    });
    expect((await read(endpoint))?.equals(body)).toBe(true);
    expect(asked).toMatch(/^GET \/v1\.41\/x HTTP\/1\.0\r\n/);
  });

  it("keeps the bytes of a chunk as they were, while later ones come in", async () => {
    const endpoint = await engine((socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\n");
      socket.end(Buffer.concat([Buffer.alloc(900_000, 1), Buffer.alloc(900_000, 2)]));
    });
    const stream = await bareStream(endpoint, "/x", never);
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream ?? []) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    expect([whole.length, whole.indexOf(2), whole.lastIndexOf(1)]).toEqual([1_800_000, 900_000, 899_999]);
  });

  it.each([
    ["a refusal", "HTTP/1.0 404 Not Found\r\n\r\nno such container"],
    ["pieces", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a packed answer", "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\nx"],
    ["something else", "SSH-2.0-OpenSSH_9\r\n"],
    ["nothing", ""],
    ["a head without an end", "HTTP/1.0 200 OK\r\n" + "a: b\r\n".repeat(20_000)],
  ])("is not there where the engine answers with %s", async (_, answer) => {
    expect(await read(await engine((socket) => socket.end(answer)))).toBeUndefined();
  });

  it("is not there where nobody listens, or the connection is not plain", async () => {
    expect(
      await bareStream({ kind: "socket", url: "unix:///x", path: "/nowhere/x.sock" }, "/x", never),
    ).toBeUndefined();
    expect(await bareStream({ kind: "ssh", url: "ssh://x", host: "x" }, "/x", never)).toBeUndefined();
  });

  it("fails where the connection breaks", async () => {
    const endpoint = await engine((socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\nabc", () => socket.resetAndDestroy());
    });
    const stream = await bareStream(endpoint, "/x", never);
    await expect(stream === undefined ? "nothing" : buffer(stream)).rejects.toThrow("ECONNRESET");
  });

  it("ends with the run's own reason, before the head and behind it", async () => {
    const reason = new Error("cancelled");
    const silent = await engine(() => undefined);
    await expect(bareStream(silent, "/x", AbortSignal.abort(reason))).rejects.toBe(reason);
    const cancel = new AbortController();
    const endpoint = await engine((socket) => void socket.write("HTTP/1.0 200 OK\r\n\r\nabc"));
    const stream = await bareStream(endpoint, "/x", cancel.signal);
    expect(Buffer.from((await stream?.next())?.value ?? []).toString()).toBe("abc");
    const next = stream?.next();
    cancel.abort(reason);
    await expect(next).rejects.toBe(reason);
  });
});
