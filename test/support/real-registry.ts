import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";

/** Debian's docker-registry, CNCF's distribution, on this machine's loopback. */
export interface RealRegistry {
  /** `127.0.0.1:40123` */
  readonly host: string;
  close(): Promise<void>;
}

export interface RealRegistryOptions {
  /** Files in PEM; left out: plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** A file of htpasswd's, with bcrypt; left out: anybody may push and pull. */
  readonly htpasswd?: string;
}

/** What tests of real registries add to their titles; empty where what they need is there. */
export const registryIsAbsent = ["docker-registry", "skopeo", "htpasswd", "openssl"]
  // Each of them ends at once, whatever it thinks of the option; only one that is not there has no status.
  .filter((program) => spawnSync(program, ["--version"]).status === null)
  .map((program) => `SKIPPED: no ${program}`)
  .join("; ");

if (registryIsAbsent !== "" && process.env["LUMOGATE_REQUIRE_REGISTRY"] === "1")
  throw new Error(`LUMOGATE_REQUIRE_REGISTRY=1, but ${registryIsAbsent}`);

/** Starts one, empty, and waits until it listens. Whoever starts it closes it. */
export async function realRegistry({ tls, htpasswd }: RealRegistryOptions = {}): Promise<RealRegistry> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "lumogate-registry-"));
  const config = path.join(folder, "config.yml");
  await writeFile(
    config,
    JSON.stringify({
      version: "0.1",
      storage: { filesystem: { rootdirectory: path.join(folder, "data") } },
      http: { addr: "127.0.0.1:0", ...(tls === undefined ? {} : { tls }) },
      ...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: "test", path: htpasswd } } }),
    }),
  );
  // Without our environment: variables named REGISTRY_ change its configuration.
  const env = { PATH: process.env["PATH"] };
  const server = spawn("docker-registry", ["serve", config], { env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(server, "exit");
  const close = async (): Promise<void> => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  };
  try {
    return { host: await listening(server), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads what it says, also later: a pipe that nobody empties would stop it. */
function listening(server: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4096);
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (host !== undefined) resolve(host);
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`docker-registry ended before it listened: ${said}`)));
  });
}
