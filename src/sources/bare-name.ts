import { LumogateError } from "../model/error.ts";
import type { FoundImage, SourceContext } from "./source.ts";

/**
 * Finds an image by its name alone: in the local engine, and where that has it not, or is not there, in its registry. From a
 * registry the image is read as it lies there, and not pulled first; only `--pull always` has the engine fetch it.
 *
 * @throws LumogateError `target.not-found`, which names all that was tried; or the engine's, where it has the image but not so
 */
export async function findByName(name: string, context: SourceContext): Promise<readonly FoundImage[]> {
  const { docker } = await import("./docker.ts");
  const { pull } = context;
  let atEngine: LumogateError;
  try {
    return await docker.find(name, { ...context, pull: pull === "missing" ? "never" : pull });
  } catch (error) {
    if (!(error instanceof LumogateError) || !LEAVES_THE_REGISTRY.has(error.code)) throw error;
    atEngine = error;
  }
  if (pull === "never") throw atEngine;
  context.progress(`${atEngine.message} Asking its registry.`);
  const { registry } = await import("./registry.ts");
  try {
    return await registry.find(name, context);
  } catch (error) {
    if (!(error instanceof LumogateError)) throw error;
    throw new LumogateError(
      "target.not-found",
      `No image ${name} was found. In this folder there is no such file. ${atEngine.message} ${error.message}`,
      { hint: [error.hint, ONLY_BUILT].filter((hint) => hint !== undefined).join(" "), cause: error },
    );
  }
}

const ONLY_BUILT =
  "An image that was only built is in the engine that built it: set DOCKER_HOST to that one's address.";

/** The image is not in the engine, or there is no engine. After any other error it may be there, and be another one. */
const LEAVES_THE_REGISTRY = new Set(["image.not-found", "engine.unreachable"]);
