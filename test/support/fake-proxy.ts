import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";

export interface FakeProxy {
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** What it was asked to reach, and how: `CONNECT registry.example:443`, `GET http://registry.example/v2/`. */
  readonly asked: string[];
  /** What came as `Proxy-Authorization`. */
  readonly credentials: (string | undefined)[];
}

/**
 * A proxy that leads everywhere to one place. Lives until the test is over.
 *
 * @param host of that place, with its port
 * @param refusal what it answers to CONNECT instead, where it does; "never": nothing
 */
export async function fakeProxy(host: string, refusal?: string): Promise<FakeProxy> {
  const [asked, credentials]: [string[], (string | undefined)[]] = [[], []];
  const open = new Set<Duplex>();
  const note = ({ method = "", url = "", headers }: http.IncomingMessage): void => {
    asked.push(`${method} ${url}`);
    credentials.push(headers["proxy-authorization"]);
  };
  const server = http.createServer((request, answer) => {
    note(request);
    const path = new URL(request.url ?? "", "http://none").pathname;
    const forwarded = http.request(`http://${host}${path}`, { headers: request.headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    forwarded.end();
  });
  server.on("connection", (socket: Duplex) => open.add(socket));
  server.on("connect", (request: http.IncomingMessage, socket: Duplex) => {
    note(request);
    socket.on("error", () => undefined);
    if (refusal !== undefined) {
      if (refusal !== "never") socket.end(refusal);
      return;
    }
    const target = net.connect(Number(host.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    open.add(target);
    target.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, credentials };
}
