import { once } from "node:events";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { testRegistry } from "../../support/registry.ts";

/** A registry on this machine that wants a name and a password. */
export interface GuardedRegistry {
  readonly reference: string;
  /** Host and port: the key in docker's config.json. */
  readonly host: string;
  /** Every `Authorization` that anybody has shown it. */
  readonly shown: ReadonlySet<string>;
  close(): Promise<void>;
}

/** @param login `user:password` @param layer a tar, the image's only one */
export async function guardedRegistry(login: string, layer: Buffer): Promise<GuardedRegistry> {
  const registry = await testRegistry(layer);
  registry.release();
  const behind = new URL(`http://${registry.reference}`);
  const shown = new Set<string>();
  const server = createServer((asked, answer) => {
    const { authorization } = asked.headers;
    if (authorization !== undefined) shown.add(authorization);
    if (authorization !== basic(login)) {
      answer.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
      return;
    }
    const { method, url, headers } = asked;
    forward({ host: behind.hostname, port: behind.port, method, path: url, headers }, (found) => {
      answer.writeHead(found.statusCode ?? 500, found.headers);
      found.pipe(answer);
    }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    reference: `${host}${behind.pathname}`,
    host,
    shown,
    async close() {
      server.closeAllConnections();
      server.close();
      await registry.close();
    },
  };
}

export function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString("base64")}`;
}
