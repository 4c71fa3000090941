import os from "node:os";
import path from "node:path";
import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError, systemReason } from "../model/error.ts";
import { readBounded } from "./bounded-file.ts";

/** The environment of the run: never `process.env` in here, so that tests and callers decide. */
export type Environment = Readonly<NodeJS.ProcessEnv>;

/** The part of docker's config.json that decides which engine is asked, and with which credentials. */
export interface DockerConfig {
  readonly currentContext?: string;
  readonly auths: ReadonlyMap<string, StoredAuth>;
  readonly credsStore?: string;
  /** Helper by registry host. */
  readonly credHelpers: ReadonlyMap<string, string>;
}

/** One entry of `auths`. docker writes `auth`; tools write the others as well. */
export interface StoredAuth {
  /** base64 of `user:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** The folder of docker's configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigDirectory(env: Environment): string {
  return env["DOCKER_CONFIG"] || path.join(homeDirectory(env), ".docker");
}

export function homeDirectory(env: Environment): string {
  return env["HOME"] || os.homedir();
}

/** docker's config.json; an empty one where there is none. @throws LumogateError `engine.docker-config` */
export function readDockerConfig(env: Environment): Promise<DockerConfig> {
  return readConfigFile(path.join(dockerConfigDirectory(env), "config.json"));
}

/** A file of config.json's shape, which podman's auth.json has too; an empty one where there is none. */
export async function readConfigFile(file: string): Promise<DockerConfig> {
  const document = await readJson(file);
  if (document === undefined) return { auths: new Map(), credHelpers: new Map() };
  if (!isRecord(document)) throw unusable(file, "it is not a JSON object");
  const currentContext = text(document["currentContext"]);
  const credsStore = text(document["credsStore"]);
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    ...(credsStore === undefined ? {} : { credsStore }),
    auths: new Map(entries(document["auths"]).map(([registry, stored]) => [registry, storedAuth(stored)])),
    credHelpers: new Map(
      entries(document["credHelpers"]).flatMap(([registry, helper]) =>
        typeof helper === "string" && helper !== "" ? [[registry, helper] as const] : [],
      ),
    ),
  };
}

/** A small JSON file of docker's; undefined where there is none. @throws LumogateError `engine.docker-config` */
export async function readJson(file: string): Promise<unknown> {
  const bytes = await readBounded(file, LIMITS.dockerConfigBytes).catch((cause: unknown) => {
    throw unusable(file, systemReason(cause), cause);
  });
  if (bytes === undefined) return undefined;
  if (bytes.length > LIMITS.dockerConfigBytes) {
    throw unusable(file, `it is larger than ${LIMITS.dockerConfigBytes} bytes (limit dockerConfigBytes)`);
  }
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // Not the parser's words: they quote the file, and the file holds credentials.
    throw unusable(file, "it is not valid JSON");
  }
}

function storedAuth(stored: unknown): StoredAuth {
  if (!isRecord(stored)) return {};
  const fields = {
    auth: text(stored["auth"]),
    username: text(stored["username"]),
    password: text(stored["password"]),
    identityToken: text(stored["identitytoken"]),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function unusable(file: string, reason: string, cause?: unknown): LumogateError {
  return new LumogateError(
    "engine.docker-config",
    `Docker's configuration ${file} cannot be used: ${reason}.`,
    {
      hint: "Mend the file, or point DOCKER_CONFIG to another folder.",
      cause,
    },
  );
}
