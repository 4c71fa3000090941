import type { Platform } from "../../model/inventory.ts";
import type { Environment } from "../../credentials/docker-config.ts";
import { platformText } from "../../model/platform.ts";
import { type BuildSecret, checkSecrets, parseBuildArgs, parseBuildSecret } from "./arguments.ts";
import { type BuildSources, findSources } from "./sources.ts";

/** A build as a user asks for it; paths are relative to the current directory. */
export interface BuildRequest {
  /** The folder to build from. */
  readonly context: string;
  /** Left out: `Dockerfile` in the context. */
  readonly file?: string;
  /** The stage to build; left out: the last. */
  readonly target?: string;
  /** The network of RUN: `default`, `none`, `host`. */
  readonly network?: string;
  /** In docker's syntax: `NAME=VALUE`, `NAME`. */
  readonly buildArgs: readonly string[];
  /** In docker's syntax: `id=ID,src=PATH`, `id=ID,env=NAME`, `id=ID`. */
  readonly secrets: readonly string[];
  /** Ask registries for newer base images, though the engine has some. */
  readonly pull: boolean;
}

/** Where a build happens. */
export interface BuildSurroundings {
  readonly platform?: Platform;
  /** Progress for a person, a line at a time, in the words of the build: not made safe. */
  readonly progress: (line: string) => void;
  /** Stops the build. */
  readonly signal: AbortSignal;
  readonly env: Environment;
}

/** A build whose words are understood and whose files are found. */
export interface BuildPlan {
  readonly sources: BuildSources;
  readonly args: ReadonlyMap<string, string>;
  readonly secrets: readonly BuildSecret[];
  /** What both builders take in the query of `POST /build`. */
  readonly query: Readonly<Record<string, string>>;
  readonly progress: (line: string) => void;
  readonly env: Environment;
}

/** @throws LumogateError `build.*` for whatever is wrong before an engine is asked */
export async function planBuild(request: BuildRequest, around: BuildSurroundings): Promise<BuildPlan> {
  const { platform, progress, env } = around;
  const args = parseBuildArgs(request.buildArgs, env);
  const secrets = request.secrets.map((secret) => parseBuildSecret(secret, env));
  await checkSecrets(secrets, env);
  const query = {
    buildargs: JSON.stringify(Object.fromEntries(args)),
    ...(request.target === undefined ? {} : { target: request.target }),
    ...(request.network === undefined ? {} : { networkmode: request.network }),
    ...(request.pull ? { pull: "1" } : {}),
    ...(platform === undefined ? {} : { platform: platformText(platform) }),
  };
  return { sources: await findSources(request.context, request.file), args, secrets, query, progress, env };
}
