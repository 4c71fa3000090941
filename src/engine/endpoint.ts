import path from "node:path";
import { LumogateError } from "../model/error.ts";
import { currentContext } from "./context.ts";
import {
  dockerConfigDirectory,
  type Environment,
  homeDirectory,
  readDockerConfig,
} from "../credentials/docker-config.ts";
import { readTls, type Tls } from "./tls.ts";

/** How to reach an engine. */
export type Endpoint = { readonly url: string } & (
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls?: Tls }
  | { readonly kind: "ssh"; readonly host: string; readonly port?: number; readonly user?: string }
);

/** Where an engine may be: the places to try, in order, and whose word that is. */
export interface Endpoints {
  readonly candidates: readonly Endpoint[];
  /** `DOCKER_HOST`, `the docker context "x"`, `the default sockets`. */
  readonly from: string;
  /** What to do where none of them answers. */
  readonly hint: string;
}

/**
 * Which engine is meant, as docker itself decides: `DOCKER_HOST`, else `DOCKER_CONTEXT`, else the context that is
 * current in docker's config.json, else the default sockets, those of podman last.
 *
 * @throws LumogateError `engine.host`, `engine.context`, `engine.tls`, `engine.docker-config`
 */
export async function findEndpoints(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<Endpoints> {
  const host = env["DOCKER_HOST"];
  if (host) return { candidates: [await hostEndpoint(host, env)], from: "DOCKER_HOST", hint: START };
  const name = env["DOCKER_CONTEXT"] || (await readDockerConfig(env)).currentContext;
  if (name === undefined || name === "default") {
    const hint = "Start Docker or podman's service, or set DOCKER_HOST to the engine's address.";
    return { candidates: defaultSockets(env, platform), from: "the default sockets", hint };
  }
  const from = `the docker context "${name}"`;
  const context = await currentContext(name, env);
  const tls =
    context.tlsDirectory === undefined ? undefined : await readTls(context.tlsDirectory, context.verify);
  return { candidates: [parseHost(context.host, from, tls)], from, hint: START };
}

const START = "Start it, or set DOCKER_HOST to the engine's address.";

/**
 * Where podman's service is: `CONTAINER_HOST`, as podman itself reads it, else the sockets of the user's and of the
 * system's service.
 *
 * @throws LumogateError `engine.host`
 */
export function findPodmanEndpoints(env: Environment): Promise<Endpoints> {
  const hint =
    'Start it with "systemctl --user start podman.socket" or "podman system service --time=0", or set CONTAINER_HOST to its address.';
  const host = env["CONTAINER_HOST"];
  return Promise.resolve(
    host
      ? { candidates: [parseHost(host, "CONTAINER_HOST")], from: "CONTAINER_HOST", hint }
      : { candidates: podmanSockets(env), from: "podman's sockets", hint },
  );
}

async function hostEndpoint(host: string, env: Environment): Promise<Endpoint> {
  const verify = Boolean(env["DOCKER_TLS_VERIFY"]);
  const endpoint = parseHost(host, "DOCKER_HOST");
  if (endpoint.kind !== "tcp" || !(verify || env["DOCKER_TLS"])) return endpoint;
  const tls = await readTls(env["DOCKER_CERT_PATH"] || dockerConfigDirectory(env), verify);
  return parseHost(host, "DOCKER_HOST", tls);
}

/**
 * An engine's address as `DOCKER_HOST` takes it: `unix://PATH`, `npipe://PATH`, `tcp://HOST[:PORT]`,
 * `ssh://[USER@]HOST[:PORT]`, and `HOST:PORT`.
 *
 * @param from who said so, for the error's sentence
 * @throws LumogateError `engine.host`
 */
export function parseHost(host: string, from: string, tls?: Tls): Endpoint {
  const [, scheme = "tcp", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(host) ?? [];
  if (scheme === "unix" || scheme === "npipe") {
    if (rest === "") throw badHost(host, from, "no path stands behind it");
    return socket(scheme === "npipe" ? rest.replaceAll("/", "\\") : rest, host);
  }
  if (!URL.canParse(`tcp://${rest}`)) throw badHost(host, from, "it names no host and port");
  const url = new URL(`tcp://${rest}`);
  if (url.hostname === "") throw badHost(host, from, "it names no host");
  if (url.pathname !== "" && url.pathname !== "/")
    throw badHost(host, from, "a path behind the host is not supported");
  const port = url.port === "" ? undefined : Number(url.port);
  // Square brackets belong to the URL, not to the IPv6 address.
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  if (scheme === "ssh") return sshEndpoint(host, from, hostname, port, url.username);
  if (scheme !== "tcp" && scheme !== "http" && scheme !== "https") {
    throw badHost(host, from, `"${scheme}" is not a transport`);
  }
  const tcp = {
    kind: "tcp",
    host: hostname,
    port: port ?? (tls === undefined ? 2375 : 2376),
    url: host,
  } as const;
  return tls === undefined ? tcp : { ...tcp, tls };
}

function sshEndpoint(
  url: string,
  from: string,
  host: string,
  port: number | undefined,
  user: string,
): Endpoint {
  // They become arguments of ssh(1), where a leading dash would make an option of them.
  if (!/^[\w.:][\w.:-]*$/.test(host))
    throw badHost(url, from, "its host has characters that no host's name has");
  if (!/^(?:[\w.][\w.-]*)?$/.test(user))
    throw badHost(url, from, "its user has characters that no user's name has");
  return {
    kind: "ssh",
    host,
    ...(port === undefined ? {} : { port }),
    ...(user === "" ? {} : { user }),
    url,
  };
}

function defaultSockets(env: Environment, platform: NodeJS.Platform): Endpoint[] {
  if (platform === "win32") return [socket("\\\\.\\pipe\\docker_engine", "npipe:////./pipe/docker_engine")];
  const runtime = env["XDG_RUNTIME_DIR"];
  return [
    "/var/run/docker.sock",
    ...(runtime ? [path.join(runtime, "docker.sock")] : []),
    path.join(homeDirectory(env), ".docker/run/docker.sock"),
  ]
    .map(unixSocket)
    .concat(podmanSockets(env));
}

function podmanSockets(env: Environment): Endpoint[] {
  const runtime = env["XDG_RUNTIME_DIR"];
  return [...(runtime ? [path.join(runtime, "podman/podman.sock")] : []), "/run/podman/podman.sock"].map(
    unixSocket,
  );
}

function unixSocket(file: string): Endpoint {
  return socket(file, `unix://${file}`);
}

function socket(file: string, url: string): Endpoint {
  return { kind: "socket", path: file, url };
}

function badHost(host: string, from: string, reason: string): LumogateError {
  return new LumogateError("engine.host", `"${host}", from ${from}, is not an engine's address: ${reason}.`, {
    hint: "Write unix:///path/to/docker.sock, tcp://host:port or ssh://user@host.",
  });
}
