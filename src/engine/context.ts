import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { isRecord } from "../json.ts";
import { LumogateError } from "../model/error.ts";
import { didYouMean } from "../nearest.ts";
import { dockerConfigDirectory, type Environment, readJson } from "../credentials/docker-config.ts";

/** What a docker context says about its engine. */
export interface Context {
  readonly host: string;
  /** Where its certificates lie; left out where it has none. */
  readonly tlsDirectory?: string;
  readonly verify: boolean;
}

/**
 * Reads a context from docker's store, where a context's folder is the SHA-256 of its name.
 *
 * @throws LumogateError `engine.context` where there is none of that name
 */
export async function currentContext(name: string, env: Environment): Promise<Context> {
  const store = path.join(dockerConfigDirectory(env), "contexts");
  const folder = createHash("sha256").update(name).digest("hex");
  const meta = await readJson(path.join(store, "meta", folder, "meta.json"));
  if (meta === undefined) throw unknownContext(name, await contextNames(store));
  const endpoints = isRecord(meta) ? meta["Endpoints"] : undefined;
  const docker = isRecord(endpoints) ? endpoints["docker"] : undefined;
  const host = isRecord(docker) ? docker["Host"] : undefined;
  if (typeof host !== "string" || host === "") {
    throw new LumogateError("engine.context", `The docker context "${name}" names no docker engine.`, {
      hint: `Look at it with "docker context inspect", or set DOCKER_HOST.`,
    });
  }
  const verify = !(isRecord(docker) && docker["SkipTLSVerify"] === true);
  const tlsDirectory = path.join(store, "tls", folder, "docker");
  // docker speaks TLS where certificates are stored with the context, or where it was told not to check any.
  const tls = !verify || (await readdir(tlsDirectory).catch(() => [])).length > 0;
  return { host, verify, ...(tls ? { tlsDirectory } : {}) };
}

async function contextNames(store: string): Promise<string[]> {
  const meta = path.join(store, "meta");
  const folders = await readdir(meta).catch(() => []);
  const documents = await Promise.all(
    folders.map((folder) => readJson(path.join(meta, folder, "meta.json"))),
  );
  const names = documents.flatMap((each) =>
    isRecord(each) && typeof each["Name"] === "string" ? [each["Name"]] : [],
  );
  return ["default", ...names.toSorted()];
}

function unknownContext(name: string, known: readonly string[]): LumogateError {
  return new LumogateError(
    "engine.context",
    `There is no docker context "${name}".${didYouMean(name, known)}`,
    {
      hint: `The contexts here are: ${known.join(", ")}. DOCKER_CONTEXT or "docker context use" chooses one.`,
    },
  );
}
