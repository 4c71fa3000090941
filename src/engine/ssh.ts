import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint.ts";

/**
 * Connections to an engine behind ssh, made as docker makes them: ssh(1) runs `docker system dial-stdio` there. So
 * the user's own ssh decides about keys, agents, jump hosts, and, above all, about the host's key. (docker-modem
 * has an ssh client in it that accepts any host's key; it is never used.)
 */
export class SshAgent extends Agent {
  readonly #endpoint: Endpoint & { readonly kind: "ssh" };

  constructor(endpoint: Endpoint & { readonly kind: "ssh" }) {
    super({ keepAlive: true });
    this.#endpoint = endpoint;
  }

  override createConnection(): Duplex {
    return dial(sshArguments(this.#endpoint));
  }
}

export function sshArguments({ host, port, user }: Endpoint & { readonly kind: "ssh" }): string[] {
  return [
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    "-o",
    "ConnectTimeout=30",
    "-T",
    "--",
    host,
    "docker",
    "system",
    "dial-stdio",
  ];
}

function dial(args: readonly string[]): Duplex {
  const child = spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-1000);
  });
  child.on("error", (cause) => connection.destroy(new Error(`ssh cannot be started: ${cause.message}`)));
  child.on("close", (code) => {
    if (code !== 0 && code !== null)
      connection.destroy(new Error(`ssh ended with ${code}: ${complaint.trim()}`));
  });
  connection.on("close", () => child.kill());
  // What http.Agent asks of a socket; an idle connection must not keep the process alive.
  const parts = [child, child.stdin, child.stdout, child.stderr] as const;
  return Object.assign(connection, {
    setKeepAlive: () => connection,
    setTimeout: () => connection,
    setNoDelay: () => connection,
    ref: () => parts.forEach((part) => "ref" in part && part.ref()),
    unref: () => parts.forEach((part) => "unref" in part && part.unref()),
  });
}
