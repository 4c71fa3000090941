import type { Agent } from "node:http";
import net from "node:net";
import type { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint.ts";

/** The way to an engine, for several clients that share its connections. */
export interface Transport {
  readonly endpoint: Endpoint;
  /**
   * For docker-modem, which is told of a socket whatever the endpoint: with a host it goes through Node's deprecated
   * `url.parse`, which says so on standard error. The agent knows where to connect to.
   */
  readonly options: { readonly socketPath: string; readonly agent?: Agent };
}

export async function openTransport(endpoint: Endpoint): Promise<Transport> {
  if (endpoint.kind === "socket") return { endpoint, options: { socketPath: endpoint.path } };
  // Here, because importing node:http makes Node load all of fetch and WebSocket, 50 ms that a socket does without.
  const { ConnectingAgent } = await import("./connecting-agent.ts");
  const agent = new ConnectingAgent(await connector(endpoint));
  return { endpoint, options: { socketPath: endpoint.url, agent } };
}

async function connector(endpoint: Exclude<Endpoint, { kind: "socket" }>): Promise<() => Duplex> {
  if (endpoint.kind === "ssh") {
    const { SshConnection, sshArguments } = await import("./ssh.ts");
    return () => new SshConnection(sshArguments(endpoint));
  }
  const { host, port, tls } = endpoint;
  if (tls === undefined) return () => net.connect({ host, port });
  const { connect } = await import("node:tls");
  const { verify, ...certificates } = tls;
  // A name, never an address, may be told to a server that has several (RFC 6066, section 3).
  const named = net.isIP(host) === 0 ? { servername: host } : {};
  return () => connect({ host, port, ...named, ...certificates, rejectUnauthorized: verify });
}
