import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** A moment in the talk between lumogate and its engine. */
export interface Moment {
  /** Which request of the run it is, from 0. */
  readonly index: number;
  /** `asked`: the engine has not heard of the request; `answered`: it has done it, and lumogate does not know. */
  readonly when: "asked" | "answered";
  /** `POST /v1.41/containers/create?...` */
  readonly request: string;
}

export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Stands between lumogate and an engine and calls `at` at every moment of their talk, so that a test can act in the
 * narrowest gaps. Whatever happens to the asker, what it asked reaches the engine, as it does when a request has left.
 *
 * @param engineHost a `unix://` host
 */
export async function engineProxy(engineHost: string, at: (moment: Moment) => void): Promise<EngineProxy> {
  const socketPath = engineHost.replace(/^unix:\/\//, "");
  const own = path.join(os.tmpdir(), `lumogate-proxy-${randomBytes(6).toString("hex")}.sock`);
  let requests = 0;

  const server = http.createServer((asked, answer) => {
    const { method = "GET", url: target = "/", headers } = asked;
    const moment = { index: requests++, request: `${method} ${target}` };
    at({ ...moment, when: "asked" });
    const forwarded = http.request({ socketPath, method, path: target, headers }, (answered) => {
      at({ ...moment, when: "answered" });
      if (answer.destroyed) return void answered.destroy();
      answer.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.on("error", () => answer.destroy()).pipe(answer);
      answer.on("close", () => answered.destroy());
    });
    forwarded.on("error", () => answer.destroy());
    asked.on("error", () => forwarded.destroy()).pipe(forwarded);
  });
  // BuildKit talks through a connection that stops being HTTP.
  server.on("upgrade", (asked: http.IncomingMessage, client: net.Socket, head: Buffer) => {
    const moment = { index: requests++, request: `${asked.method} ${asked.url}` };
    at({ ...moment, when: "asked" });
    const engine = net.connect(socketPath);
    const lines = asked.rawHeaders.reduce((all, part, i) => all + part + (i % 2 === 0 ? ": " : "\r\n"), "");
    engine.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines}\r\n`);
    engine.write(head);
    engine.on("error", () => client.destroy()).pipe(client);
    client.on("error", () => engine.destroy()).pipe(engine);
  });
  server.listen(own);
  await once(server, "listening");
  return {
    host: `unix://${own}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
