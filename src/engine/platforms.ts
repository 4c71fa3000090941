import { isRecord } from "../json.ts";
import { LumogateError } from "../model/error.ts";
import type { Platform } from "../model/inventory.ts";
import { platformText } from "../model/platform.ts";
import { type Engine, isOlder } from "./connect.ts";
import { ask } from "./dial.ts";
import { badAnswer, isRefusal } from "./failure.ts";
import { imageGone, inspectImage, type InspectedImage } from "./image.ts";

/** The API's version from which on an engine tells an image's platforms (1.48) and describes each (1.49). */
const SEVERAL = "1.49";

/**
 * The images, one for each platform, that an image in the engine stands for.
 *
 * @param image as the engine shows it first; its ID counts, its name may have moved
 * @returns in the order of the image's index; the image itself where it has one platform
 * @throws LumogateError `image.platform` where the engine cannot tell, or does not have all of them
 */
export async function platformsOf(engine: Engine, image: InspectedImage): Promise<InspectedImage[]> {
  if (!(await hasManifests(engine))) return [image];
  const { id, reference } = image.identity;
  if (isOlder(engine.apiVersion, SEVERAL)) {
    throw new LumogateError(
      "image.platform",
      `The engine at ${engine.url} may have several platforms of ${reference}, but does not tell which: it speaks version ${engine.apiVersion} of the API, expected ${SEVERAL}.`,
      { hint: `${ELSEWHERE}, or name one platform with --platform.` },
    );
  }
  const platforms = await declaredPlatforms(engine, image);
  if (platforms.length <= 1) return [image];
  return Promise.all(
    platforms.map(async (platform) => {
      const one = await inspectImage(engine, id, platform);
      if (one === undefined) throw imageGone(`${reference} for ${platformText(platform)}`);
      return { ...one, identity: { ...one.identity, reference } };
    }),
  );
}

const ELSEWHERE = "Read the image from its registry (registry:NAME), which has all of its platforms";

/** Only the containerd image store keeps manifests, and so several platforms of one image. */
async function hasManifests({ docker }: Engine): Promise<boolean> {
  const information = await ask(docker, "/info");
  const status: unknown = isRecord(information) ? information["DriverStatus"] : undefined;
  return (
    Array.isArray(status) &&
    status.some((pair) => String(pair) === "driver-type,io.containerd.snapshotter.v1")
  );
}

async function declaredPlatforms(engine: Engine, { identity }: InspectedImage): Promise<Platform[]> {
  let answer: unknown;
  try {
    answer = await ask(engine.docker, `/images/${identity.id}/json`, { manifests: true });
  } catch (error) {
    throw isRefusal(error, 404) ? imageGone(identity.reference) : error;
  }
  const manifests: unknown = isRecord(answer) ? (answer["Manifests"] ?? []) : undefined;
  if (!Array.isArray(manifests)) throw badAnswer(WHAT, "Manifests is not a list");
  const images = manifests.map(parseManifest).filter((manifest) => manifest !== undefined);
  const missing = images.filter(({ available }) => !available);
  if (missing.length > 0) {
    const names = missing.map(({ platform }) => platformText(platform)).join(", ");
    throw new LumogateError(
      "image.platform",
      `The engine at ${engine.url} does not have all platforms of ${identity.reference}: it lacks ${names}.`,
      { hint: `${ELSEWHERE}, or pull what is missing with docker pull --platform.` },
    );
  }
  return images.map(({ platform }) => platform);
}

const WHAT = "the image's inspection";

interface Manifest {
  readonly platform: Platform;
  readonly available: boolean;
}

/** @returns undefined for an attestation, which is about a platform and is none */
function parseManifest(manifest: unknown): Manifest | undefined {
  if (!isRecord(manifest)) throw badAnswer(WHAT, "a manifest is not an object");
  const { Kind: kind, Available: available, ImageData: data, Descriptor: descriptor } = manifest;
  if (kind === "attestation") return undefined;
  // Of what is not there, the index alone tells.
  const said = isRecord(data) && isRecord(data["Platform"]) ? data["Platform"] : undefined;
  const platform = said ?? (isRecord(descriptor) ? descriptor["platform"] : undefined);
  const { os, architecture, variant } = isRecord(platform) ? platform : {};
  if (typeof os !== "string" || typeof architecture !== "string") {
    throw badAnswer(WHAT, "a manifest does not tell its platform");
  }
  if (os === "unknown" && architecture === "unknown") return undefined;
  const known = { os, architecture, ...(typeof variant === "string" && variant !== "" ? { variant } : {}) };
  return { platform: known, available: available === true };
}
