import path from "node:path";
import type { Engine } from "../connect.ts";
import { type Credentials, findCredentials } from "../../credentials/credentials.ts";
import { filesMethod } from "./files.ts";
import type { BuildPlan } from "./plan.ts";
import { runBuild } from "./run.ts";
import { credentialsMethod, healthMethod, secretsMethod } from "./services.ts";
import { openSession } from "./session.ts";
import { readBuildKit } from "./trace.ts";

/**
 * Builds with the engine's BuildKit, as `docker build` does: BuildKit comes back over a session for the files, and for
 * each secret and credential when it needs it.
 *
 * @returns the image's ID
 * @throws LumogateError `build.*`, `engine.*`; the reason of the run's signal
 */
export async function buildWithBuildKit(engine: Engine, plan: BuildPlan): Promise<string> {
  const { sources, secrets, query, progress, env } = plan;
  /** What we could not give. From the engine it comes back as a failed build, with less to go by. */
  const ours: unknown[] = [];
  const onFailure = (error: unknown): void => void ours.push(error);
  const session = await openSession(engine, [
    healthMethod(),
    filesMethod(sources, onFailure),
    secretsMethod(secrets, env, onFailure),
    credentialsMethod((registry) => credentialsFor(registry, plan), onFailure),
  ]);
  const options = {
    ...query,
    version: "2",
    remote: "client-session",
    session: session.id,
    dockerfile: path.basename(sources.dockerfile.path),
  };
  try {
    // An empty body: docker-modem would send the query in it otherwise, the build arguments among it.
    const request = { options, file: Buffer.alloc(0) };
    return await runBuild(engine, sources.dockerfile.path, request, readBuildKit(progress));
  } catch (error) {
    engine.signal.throwIfAborted();
    throw ours[0] ?? error;
  } finally {
    session.close();
  }
}

async function credentialsFor(
  registry: string,
  { env, progress }: BuildPlan,
): Promise<Credentials | undefined> {
  const { credentials, problem } = await findCredentials(registry, env);
  if (problem !== undefined) progress(`${problem} Building without credentials for ${registry}.`);
  return credentials;
}
