import { randomBytes } from "node:crypto";
import type { Engine } from "../connect.ts";
import { findCredentials } from "../../credentials/credentials.ts";
import { isRecord } from "../../json.ts";
import { baseRepositories } from "./bases.ts";
import { type ContextEntry, fileEntry, walkContext } from "./context.ts";
import { appendTail, needsBuildKit } from "./failure.ts";
import { parseIgnoreFile } from "./ignore.ts";
import { splitLines } from "./lines.ts";
import type { BuildPlan } from "./plan.ts";
import { type BuildReader, runBuild } from "./run.ts";
import type { BuildSources } from "./sources.ts";
import { packContext } from "./tar.ts";

/**
 * Builds with the engine's classic builder, which is the only one that podman has: it gets the context as a tar, and the
 * credentials for all base images in advance.
 *
 * @returns the image's ID
 * @throws LumogateError `build.*`, `engine.*`; the reason of the run's signal
 */
export async function buildClassic(engine: Engine, plan: BuildPlan): Promise<string> {
  const { sources, secrets, query, progress } = plan;
  const file = sources.dockerfile.path;
  const [secret] = secrets;
  if (secret !== undefined) throw needsBuildKit(`The secret "${secret.id}" needs BuildKit`);
  const { inContext = `.dockerfile.${randomBytes(10).toString("hex")}` } = sources;
  const context = packContext(members(sources, inContext));
  try {
    const request = {
      // Intermediate containers go, also those of a failed build.
      options: { ...query, dockerfile: inContext, rm: "1", forcerm: "1" },
      file: context,
      registryconfig: { base64: await registryConfig(plan) },
    };
    return await runBuild(engine, file, request, readClassic(progress));
  } finally {
    context.destroy();
  }
}

/**
 * The context, and in it what the builder itself has to read: the Dockerfile and `.dockerignore`, ignored or not. The
 * builder removes them again before the first step where `.dockerignore` says so.
 */
function members(sources: BuildSources, dockerfileName: string): AsyncIterable<ContextEntry> {
  const { root, inContext, ignoreFile } = sources;
  const rules = parseIgnoreFile(ignoreFile, [".dockerignore", dockerfileName]);
  const entries = walkContext(root, rules);
  return inContext === undefined ? withDockerfile(entries, sources, dockerfileName) : entries;
}

/** With a Dockerfile from elsewhere, and a `.dockerignore` that has the builder remove what was added here. */
async function* withDockerfile(
  entries: AsyncIterable<ContextEntry>,
  { dockerfile, ignoreFile }: BuildSources,
  name: string,
): AsyncGenerator<ContextEntry> {
  for await (const entry of entries) if (entry.path !== ".dockerignore") yield entry;
  yield fileEntry(name, dockerfile.content);
  const added = ignoreFile === undefined ? [name, ".dockerignore"] : [name];
  const text = [Buffer.from(ignoreFile?.content ?? []).toString(), ...added].join("\n");
  yield fileEntry(".dockerignore", Buffer.from(text));
}

/** `X-Registry-Config`: credentials by registry, for those that the Dockerfile names and for no others. */
async function registryConfig({ sources, args, env, progress }: BuildPlan): Promise<string> {
  const config = new Map<string, object>();
  for (const repository of baseRepositories(Buffer.from(sources.dockerfile.content).toString(), args)) {
    const { credentials, problem } = await findCredentials(repository, env);
    if (problem !== undefined) progress(`${problem} Building without credentials for ${repository}.`);
    if (credentials !== undefined) config.set(credentials.serveraddress, credentials);
  }
  const json = JSON.stringify(Object.fromEntries(config));
  // The URL's alphabet, with padding: Go ignores the whole header otherwise, and Node's base64url has no padding.
  return Buffer.from(json).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** `Step 2/3 : RUN make` from docker, `STEP 2/3: RUN make` from podman. */
const STEP = /^Step (\d+\/\d+) ?: (.*)$/i;

/** What the builder says between what a step prints. */
const BUILDERS_OWN = /^ ---> |^Removing intermediate container /;

/** Reads what the classic builder streams: text, the progress of pulls, and at the end the image. */
export function readClassic(print: (line: string) => void): BuildReader {
  let imageId: string | undefined;
  let step: { name: string; tail: string[] } | undefined;
  const lines = splitLines((line) => {
    const [, number, instruction] = STEP.exec(line) ?? [];
    if (number !== undefined) step = { name: `[${number}] ${instruction}`, tail: [] };
    else if (step !== undefined && !BUILDERS_OWN.test(line)) appendTail(step.tail, line);
    print(line);
  });
  return {
    read({ stream, status, id, aux, progressDetail }) {
      if (typeof stream === "string") lines.push(stream);
      // A pull's bars are drawn many times a second.
      const bar = isRecord(progressDetail) && Object.keys(progressDetail).length > 0;
      if (typeof status === "string" && !bar) print(typeof id === "string" ? `${id}: ${status}` : status);
      // The last is the target's. "Successfully built ..." is not asked: any RUN can print that.
      if (isRecord(aux) && typeof aux["ID"] === "string") imageId = aux["ID"];
    },
    failedStep() {
      lines.end();
      return step;
    },
    imageId: () => imageId,
  };
}
