import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";

/** A moment in the talk between lumogate and its engine. */
export interface Moment {
  /** `asked`: the engine has not heard of the request; `answered`: it has done it, and lumogate does not know. */
  readonly when: "asked" | "answered";
  /** Method and path, less what differs from run to run: `DELETE /containers/ID`. */
  readonly request: string;
}

export interface EngineProxy {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Stands between lumogate and an engine, calls `at` at every moment of their talk and waits for it, so that a test
 * can act in the narrowest gaps. Whatever happens to the asker, what it asked reaches the engine, as it does when a
 * request has left.
 *
 * @param engineHost a `unix://` host
 */
export async function engineProxy(
  engineHost: string,
  at: (moment: Moment) => void | Promise<void>,
): Promise<EngineProxy> {
  const engine = engineHost.replace(/^unix:\/\//, "");
  const own = path.join(os.tmpdir(), `lumogate-proxy-${randomBytes(6).toString("hex")}.sock`);

  const relay = async (asked: http.IncomingMessage, answer: http.ServerResponse): Promise<void> => {
    const { method = "GET", url = "/", headers } = asked;
    const request = `${method} ${kindOf(url)}`;
    await at({ request, when: "asked" });
    const forwarded = http.request({ socketPath: engine, method, path: url, headers });
    forwarded.on("error", () => answer.destroy());
    asked.on("error", () => forwarded.destroy()).pipe(forwarded);
    const [answered] = (await once(forwarded, "response")) as [http.IncomingMessage];
    await at({ request, when: "answered" });
    // An asker who is gone wants no more of it: that is how the engine learns that a pull is cancelled.
    if (answer.destroyed) return void answered.destroy();
    answer.on("close", () => answered.destroy());
    answer.writeHead(answered.statusCode ?? 500, answered.headers);
    answered.on("error", () => answer.destroy()).pipe(answer);
  };
  const server = http.createServer((asked, answer) => {
    relay(asked, answer).catch(() => answer.destroy());
  });
  server.on("upgrade", (asked: http.IncomingMessage, near: Duplex, begun: Buffer) => {
    const { method = "GET", url = "/", headers } = asked;
    const request = `${method} ${kindOf(url)}`;
    const turnOver = async (): Promise<void> => {
      await at({ request, when: "asked" });
      const forwarded = http.request({ socketPath: engine, method, path: url, headers }).end();
      const [answered, far, head] = (await once(forwarded, "upgrade")) as [
        http.IncomingMessage,
        Duplex,
        Buffer,
      ];
      // What came with the answer belongs to the other protocol already.
      far.unshift(head);
      near.unshift(begun);
      await at({ request, when: "answered" });
      near.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${answered.headers.upgrade}\r\n\r\n`,
      );
      far.on("error", () => near.destroy()).pipe(near);
      near
        .on("error", () => far.destroy())
        .on("close", () => far.destroy())
        .pipe(far);
    };
    turnOver().catch(() => near.destroy());
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

function kindOf(url: string): string {
  return url
    .replace(/\?.*/s, "")
    .replace(/^\/v[\d.]+/, "")
    .replace(/^\/containers\/(?!create$|json$)[^/]+/, "/containers/ID")
    .replace(/^\/images\/.+(?=\/)/, "/images/ID");
}
