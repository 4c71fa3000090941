import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector } from "undici";
import { systemReason } from "../model/error.ts";
import { RegistryFailure } from "./failure.ts";

export interface TunnelOptions {
  /** For the connection to the proxy, where it has TLS. */
  readonly proxyContext: SecureContext;
  /** For the connection through it. */
  readonly targetContext: SecureContext;
  /** For each of the two, in milliseconds. */
  readonly timeout: number;
}

/**
 * Connects through a proxy's CONNECT (RFC 9110, section 9.3.6). Not undici's ProxyAgent, which asks a proxy that hangs up
 * again and again, a thousand times a second.
 */
export function tunnel(
  proxy: URL,
  { proxyContext, targetContext, timeout }: TunnelOptions,
): buildConnector.connector {
  const connectTarget = buildConnector({ secureContext: targetContext, timeout });
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const isTls = protocol === "https:";
    const target = `${hostname}:${port || (isTls ? 443 : 80)}`;
    openTunnel(proxy, target, { secureContext: proxyContext, timeout }, (error, socket) => {
      if (error !== null) callback(error, null);
      else if (isTls) connectTarget({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
}

type Done = (...outcome: [RegistryFailure, null] | [null, Socket]) => void;

function openTunnel(
  proxy: URL,
  target: string,
  { secureContext, timeout }: { secureContext: SecureContext; timeout: number },
  done: Done,
): void {
  const headers = { host: target, ...proxyAuthorization(proxy) };
  const options = { method: "CONNECT", path: target, headers, agent: false };
  const asked =
    proxy.protocol === "https:"
      ? https.request(proxy.origin, { ...options, agent: new https.Agent({ secureContext }) })
      : http.request(proxy.origin, options);
  const timer = setTimeout(() => asked.destroy(new Error("it did not answer in time")), timeout);
  asked.on("close", () => clearTimeout(timer));
  asked.on("connect", ({ statusCode }, socket: Duplex) => {
    clearTimeout(timer);
    if (statusCode === 200) {
      done(null, socket as Socket);
      return;
    }
    socket.destroy();
    done(refused(proxy, target, `it answers with status ${statusCode}`), null);
  });
  asked.on("error", (cause) =>
    done(refused(proxy, target, `it cannot be asked: ${systemReason(cause)}`, cause), null),
  );
  asked.end();
}

/** @param clause `it answers with status 407` */
function refused(proxy: URL, target: string, clause: string, cause?: unknown): RegistryFailure {
  // Its host only: a proxy's address may hold a password.
  return new RegistryFailure("proxy", `The proxy ${proxy.host} does not lead to ${target}: ${clause}.`, {
    hint: "Look at HTTPS_PROXY and HTTP_PROXY, at the name and the password in them, or list the host in NO_PROXY.",
    cause,
  });
}

function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(plain).toString("base64")}` };
}
