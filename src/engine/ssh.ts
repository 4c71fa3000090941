import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Endpoint } from "./endpoint.ts";

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

/**
 * A connection to an engine behind ssh, made as docker makes it: ssh(1) runs `docker system dial-stdio` there, and its
 * standard input and output are the socket, as far as http.Agent knows one. So the user's own ssh decides about keys,
 * agents, jump hosts, and, above all, about the host's key. (docker-modem has an ssh client in it that accepts any
 * host's key; it is never used.)
 */
export class SshConnection extends Duplex {
  readonly #ssh: ChildProcessWithoutNullStreams;

  constructor(args: readonly string[]) {
    super();
    const ssh = spawn("ssh", args, { windowsHide: true });
    this.#ssh = ssh;
    let complaint = "";
    ssh.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-1000);
    });
    ssh.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) ssh.stdout.pause();
    });
    // Ends and broken pipes come before ssh's exit code, which says what they mean.
    ssh.stdin.on("error", () => undefined);
    ssh.on("error", (cause) => this.destroy(new Error(`ssh cannot be started: ${cause.message}`)));
    ssh.on("close", (code) => {
      if (code === 0) this.push(null);
      else this.destroy(new Error(`ssh ended with ${code ?? "a signal"}: ${complaint.trim()}`));
    });
  }

  override _read(): void {
    this.#ssh.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#ssh.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#ssh.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#ssh.kill();
    done(error);
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    for (const part of this.#parts()) part.ref();
    return this;
  }

  /** An idle connection must not keep the process alive. */
  unref(): this {
    for (const part of this.#parts()) part.unref();
    return this;
  }

  #parts(): { ref(): unknown; unref(): unknown }[] {
    const { stdin, stdout, stderr } = this.#ssh;
    // A pipe of a child process is a socket, which its type does not say.
    return [this.#ssh, ...[stdin, stdout, stderr].filter((pipe) => pipe instanceof Socket)];
  }
}
