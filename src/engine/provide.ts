import { LumogateError } from "../model/error.ts";
import type { Engine } from "./connect.ts";
import { platformText } from "../model/platform.ts";
import { inspectImage, type InspectedImage } from "./image.ts";
import { type PullContext, pullImage } from "./pull.ts";
import { parseReference } from "../reference.ts";

export interface ProvideContext extends PullContext {
  readonly pull: "always" | "missing" | "never";
}

/**
 * The image of that name, pulled where the policy says so. From here on it has an ID, and its name no longer counts.
 *
 * @throws LumogateError `image.reference`, `image.not-found`, and what inspecting and pulling throw
 */
export async function provideImage(
  engine: Engine,
  name: string,
  context: ProvideContext,
): Promise<InspectedImage> {
  const reference = parseReference(name);
  if (context.pull !== "always" || reference.kind === "id") {
    const image = await inspectImage(engine, name, context.platform);
    if (image !== undefined) return image;
    if (context.pull === "never" || reference.kind === "id") throw notFound(engine, name, context);
  }
  await pullImage(engine, reference, context);
  const image = await inspectImage(engine, name, context.platform);
  if (image === undefined) throw notFound(engine, name, context);
  return image;
}

function notFound(engine: Engine, name: string, { pull, platform }: ProvideContext): LumogateError {
  const wanted = platform === undefined ? name : `${name} for ${platformText(platform)}`;
  return new LumogateError("image.not-found", `The engine at ${engine.url} has no image ${wanted}.`, {
    hint: `${pull === "never" ? NOT_PULLED : LOOK}${platform === undefined ? "" : ` ${PLATFORMS}`}`,
  });
}

const NOT_PULLED = "It was not pulled because of --pull never. Build or pull it, or use --pull missing.";
const LOOK =
  'Look at "docker image ls": the name may be misspelt, or the image in another engine (DOCKER_HOST).';
const PLATFORMS = "Engines before Docker 28.1 show one platform of an image only.";
