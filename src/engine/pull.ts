import { isRecord } from "../json.ts";
import { LumogateError } from "../model/error.ts";
import type { Platform } from "../model/inventory.ts";
import type { Engine } from "./connect.ts";
import { findCredentials, type FoundCredentials } from "../credentials/credentials.ts";
import type { Environment } from "../credentials/docker-config.ts";
import { EngineRefusal, oneLine, unbroken } from "./failure.ts";
import { platformText } from "../model/platform.ts";
import { jsonLines } from "./json-lines.ts";
import { pullProgress } from "./pull-progress.ts";
import { type RegistryReference, referenceText } from "../reference.ts";

export interface PullContext {
  readonly platform?: Platform;
  readonly progress: (line: string) => void;
  readonly env: Environment;
}

/**
 * Has the engine pull an image, with the credentials that docker or podman would show.
 *
 * @throws LumogateError `pull.denied`, `pull.not-found`, `pull.failed`, `engine.*`; the reason of the run's signal
 */
export async function pullImage(
  engine: Engine,
  reference: RegistryReference,
  context: PullContext,
): Promise<void> {
  const { domain, path, tag, digest } = reference;
  const found = await findCredentials(`${domain}/${path}`, context.env);
  if (found.problem !== undefined) context.progress(`${found.problem} Pulling without credentials.`);
  const call = `the pull of ${referenceText(reference)}`;
  const options = {
    fromImage: `${domain}/${path}`,
    // A digest says more than a tag, and the engine takes one of them.
    tag: digest ?? tag ?? "latest",
    ...(context.platform === undefined ? {} : { platform: platformText(context.platform) }),
  };
  const report = pullProgress(context.progress, () => performance.now());
  try {
    const stream = await engine.docker.createImage(found.credentials ?? {}, options);
    for await (const event of jsonLines(unbroken(stream, call, engine.signal), call)) {
      // An engine that has begun to answer with 200 can only tell of an error in here.
      const failure = failureOf(event);
      if (failure !== undefined) throw pullError(reference, failure, found);
      report(event);
    }
  } catch (error) {
    if (error instanceof EngineRefusal) throw pullError(reference, error.said, found, error);
    throw error;
  }
}

export function failureOf(event: Readonly<Record<string, unknown>>): string | undefined {
  const { error, errorDetail: detail } = event;
  const message = isRecord(detail) ? detail["message"] : undefined;
  if (typeof message === "string" && message !== "") return message;
  if (typeof error === "string" && error !== "") return error;
  return error === undefined && detail === undefined ? undefined : "the engine gives no reason";
}

/** Engines pass on what registries say, so the words decide, not the status: it is 404 and 500 for a denial too. */
const DENIED =
  /\bdenied\b|unauthorized|authentication required|no basic auth|incorrect username or password|forbidden/i;
const NOT_FOUND =
  /not found|manifest unknown|name unknown|no matching manifest|no such image|does not exist/i;

/** @param said the engine's own reason */
function pullError(
  reference: RegistryReference,
  said: string,
  { credentials, problem }: FoundCredentials,
  cause?: EngineRefusal,
): LumogateError {
  const name = referenceText(reference);
  const reason = oneLine(said) || `status ${cause?.status ?? "unknown"}`;
  if (DENIED.test(said) || cause?.status === 401 || cause?.status === 403) {
    const who =
      credentials === undefined ? "without credentials" : "with the credentials of your docker configuration";
    return new LumogateError(
      "pull.denied",
      `The registry ${reference.domain} denies ${name}, pulled ${who}: ${reason}.`,
      {
        hint: `${problem === undefined ? "" : `${problem} `}Log in with "docker login ${reference.domain}", and look whether the name is right: registries deny what does not exist, too.`,
        cause,
      },
    );
  }
  if (NOT_FOUND.test(said) || cause?.status === 404) {
    return new LumogateError("pull.not-found", `There is no image ${name} in its registry: ${reason}.`, {
      hint: "Look at the name, the tag and the platform.",
      cause,
    });
  }
  return new LumogateError("pull.failed", `The engine could not pull ${name}: ${reason}.`, {
    hint: "It is the engine that pulls: its network, its proxy and its trust in the registry's certificate count. Run again, or pull it yourself and use --pull never.",
    cause,
  });
}
