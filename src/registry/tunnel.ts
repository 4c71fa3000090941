import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { buildConnector } from "undici";
import { systemReason } from "../model/error.ts";
import { RegistryFailure } from "./failure.ts";
import type { TlsOptions } from "./trust.ts";

/**
 * Connects through a proxy's CONNECT (RFC 9110, section 9.3.6). Not undici's ProxyAgent, which asks a proxy that hangs up
 * again and again, a thousand times a second.
 *
 * @param toProxy for a connection to the proxy with TLS
 * @param toTarget for the one through it
 * @param timeout for each of the two, in milliseconds
 */
export function tunnel(
  proxy: URL,
  toProxy: TlsOptions,
  toTarget: TlsOptions,
  timeout: number,
): buildConnector.connector {
  const connectTarget = buildConnector({ ...toTarget, timeout });
  return (options, callback) => {
    const { protocol, hostname, port } = options;
    const isTls = protocol === "https:";
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    const target = `${host}:${port || (isTls ? 443 : 80)}`;
    openTunnel(proxy, target, { ...toProxy, timeout }, (error, socket) => {
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
  { timeout, ...tls }: TlsOptions & { readonly timeout: number },
  done: Done,
): void {
  const headers = { host: target, ...proxyAuthorization(proxy) };
  const options = { method: "CONNECT", path: target, headers, agent: false };
  const asked =
    proxy.protocol === "https:"
      ? https.request(proxy.origin, { ...options, agent: new https.Agent(tls) })
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
