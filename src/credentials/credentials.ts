import { execFile } from "node:child_process";
import path from "node:path";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import {
  type DockerConfig,
  type Environment,
  homeDirectory,
  readConfigFile,
  readDockerConfig,
  type StoredAuth,
} from "./docker-config.ts";

/** What the engine shows to a registry, in the shape of the Engine API's `AuthConfig`. */
export type Credentials =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

export interface FoundCredentials {
  /** Left out: the pull is anonymous. */
  readonly credentials?: Credentials;
  /** A sentence where a helper that should have had them failed; it never quotes a secret. */
  readonly problem?: string;
}

/**
 * Credentials for a registry from docker's config.json, as docker looks them up (the registry's own helper, the
 * general helper, the file itself), and then from podman's auth.json.
 *
 * @param repository `ghcr.io/acme/app`: podman keeps credentials for parts of a registry too
 */
export async function findCredentials(repository: string, env: Environment): Promise<FoundCredentials> {
  const registry = repository.split("/", 1)[0] ?? "";
  const docker = await fromConfig(await readDockerConfig(env), registry, [registry], env);
  if (docker.credentials !== undefined) return docker;
  for (const file of podmanFiles(env)) {
    const podman = await fromConfig(await readConfigFile(file), registry, prefixes(repository), env);
    if (podman.credentials !== undefined) return podman;
  }
  return docker;
}

/** containers-auth.json(5). */
function podmanFiles(env: Environment): string[] {
  const { REGISTRY_AUTH_FILE: named, XDG_RUNTIME_DIR: runtime } = env;
  if (named) return [named];
  const home = path.join(homeDirectory(env), ".config");
  return [...(runtime ? [runtime] : []), home].map((folder) => path.join(folder, "containers/auth.json"));
}

/** `ghcr.io/acme/app`, `ghcr.io/acme`, `ghcr.io`: the most exact first. */
function prefixes(repository: string): string[] {
  const parts = repository.split("/");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

async function fromConfig(
  config: DockerConfig,
  registry: string,
  names: readonly string[],
  env: Environment,
): Promise<FoundCredentials> {
  // Docker Hub's key is older than the format.
  const server = registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
  const helper = config.credHelpers.get(server) ?? config.credsStore;
  if (helper !== undefined) return askHelper(helper, server, env);
  for (const name of names) {
    const [, stored] = [...config.auths].find(([key]) => plain(key) === name) ?? [];
    const credentials = stored === undefined ? undefined : decode(stored, server);
    if (credentials !== undefined) return { credentials };
  }
  return {};
}

/** Keys were URLs once, and Docker Hub's still is: `https://index.docker.io/v1/` is `docker.io`. */
function plain(key: string): string {
  const name = /^https?:\/\//.test(key) ? (key.split("/")[2] ?? key) : key;
  return name === "index.docker.io" ? "docker.io" : name;
}

function decode(stored: StoredAuth, serveraddress: string): Credentials | undefined {
  if (stored.identityToken !== undefined) return { identitytoken: stored.identityToken, serveraddress };
  const [, user, secret] =
    /^([^:]+):(.*)$/s.exec(Buffer.from(stored.auth ?? "", "base64").toString("utf8")) ?? [];
  const username = stored.username ?? user;
  // Some tools pad the password with NUL.
  const password = stored.password ?? secret?.replace(/\0+$/, "");
  return username === undefined || password === undefined ? undefined : { username, password, serveraddress };
}

/** The protocol of docker-credential-helpers: `get`, the server on standard input, JSON on standard output. */
async function askHelper(helper: string, server: string, env: Environment): Promise<FoundCredentials> {
  // It becomes part of a program's name.
  if (!/^[\w.-]+$/.test(helper)) return { problem: `"${helper}" is not a credential helper's name.` };
  const program = `docker-credential-${helper}`;
  const { stdout, failure } = await runHelper(program, server, env);
  if (failure === undefined) {
    const credentials = parseHelper(stdout, server);
    return credentials === undefined
      ? { problem: `${program} did not answer with credentials.` }
      : { credentials };
  }
  if (/credentials not found/i.test(stdout)) return {};
  return { problem: `${program} failed: ${failure}.` };
}

function runHelper(
  program: string,
  server: string,
  env: Environment,
): Promise<{ stdout: string; failure?: string }> {
  const options = {
    env: { ...env },
    timeout: LIMITS.credentialHelperMs,
    maxBuffer: LIMITS.credentialHelperBytes,
    windowsHide: true,
  };
  return new Promise((resolve) => {
    const child = execFile(program, ["get"], options, (error, stdout) => {
      if (error === null) resolve({ stdout });
      else
        resolve({
          stdout,
          failure: error.killed === true ? "it took too long or said too much" : String(error.code),
        });
    });
    // It may end without reading; its exit code tells, not the broken pipe.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(server);
  });
}

function parseHelper(stdout: string, serveraddress: string): Credentials | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  if (!isRecord(answer)) return undefined;
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== "string" || typeof secret !== "string" || secret === "") return undefined;
  // By this name docker's helpers mark a token.
  if (username === "<token>") return { identitytoken: secret, serveraddress };
  return { username, password: secret, serveraddress };
}
