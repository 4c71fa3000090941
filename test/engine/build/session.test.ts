import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import path from "node:path";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { healthMethod } from "../../../src/engine/build/services.ts";
import { openSession } from "../../../src/engine/build/session.ts";
import { connect } from "../../../src/engine/connect.ts";
import { makeFolder } from "./folder.ts";

interface Upgrade {
  readonly headers: http.IncomingHttpHeaders;
  /** Every value of a header that comes more than once. */
  readonly distinct: NodeJS.Dict<string[]>;
  readonly connection: Duplex;
}

/** An engine that turns `POST /session` over, and no more. */
async function engineWithSessions(status = 101): Promise<{ host: string; upgraded: Promise<Upgrade> }> {
  const { promise: upgraded, resolve } = Promise.withResolvers<Upgrade>();
  const server = http.createServer((_, answer) => answer.setHeader("api-version", "1.41").end("OK"));
  server.on("upgrade", (asked, connection) => {
    if (status !== 101) {
      connection.end(`HTTP/1.1 ${status} No\r\ncontent-length: 17\r\n\r\n{"message":"no!"}`);
      return;
    }
    connection.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    resolve({ headers: asked.headers, distinct: asked.headersDistinct, connection });
  });
  const socket = path.join(await makeFolder(), "s");
  server.listen(socket);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `unix://${socket}`, upgraded };
}

describe("a BuildKit session", () => {
  it("announces its methods under a key of its own, and answers when BuildKit asks for its health", async () => {
    const { host, upgraded } = await engineWithSessions();
    const engine = await connect({ DOCKER_HOST: host }, new AbortController().signal);
    const session = await openSession(engine, [
      healthMethod(),
      { path: "/other/Method", register: () => undefined },
    ]);
    const { headers, distinct, connection } = await upgraded;
    expect(headers["upgrade"]).toBe("h2c");
    expect(headers["x-docker-expose-session-uuid"]).toBe(session.id);
    expect(headers["x-docker-expose-session-sharedkey"]).toBe(session.id);
    expect(distinct["x-docker-expose-session-grpc-method"]).toEqual([
      "/grpc.health.v1.Health/Check",
      "/other/Method",
    ]);

    const client = http2.connect("http://session", { createConnection: () => connection });
    const asked = client.request({
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const trailers = once(asked, "trailers");
    // A message's frame: not compressed, no bytes.
    asked.end(Buffer.alloc(5));
    const [answer] = (await once(asked, "data")) as [Buffer];
    // SERVING, in field 1.
    expect([...answer]).toEqual([0, 0, 0, 0, 2, 8, 1]);
    expect((await trailers)[0]).toMatchObject({ "grpc-status": "0" });

    const closed = once(connection, "close");
    client.on("error", () => undefined);
    session.close();
    await closed;
  });

  it("that the engine refuses, as a proxy in front of it may, is an error with the status", async () => {
    const { host } = await engineWithSessions(403);
    const engine = await connect({ DOCKER_HOST: host }, new AbortController().signal);
    await expect(openSession(engine, [])).rejects.toMatchObject({ code: "engine.refused", status: 403 });
  });
});
