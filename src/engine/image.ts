import { isRecord } from "../json.ts";
import { LIMITS } from "../limits.ts";
import { LumogateError } from "../model/error.ts";
import type { ImageConfig, ImageIdentity, Platform } from "../model/inventory.ts";
import { badConfig, parseImageConfig } from "../oci/documents/image-config.ts";
import { tooMuch } from "../oci/too-much.ts";
import { servesPlatform } from "../model/platform.ts";
import { type Engine, isOlder } from "./connect.ts";
import { ask } from "./dial.ts";
import { badAnswer, type EngineRefusal, isRefusal } from "./failure.ts";
import { type HistoryStep, type JoinedLayers, joinLayers } from "./layers.ts";

/** An image that the engine has, as it describes it. */
export interface InspectedImage {
  /** With the engine's ID of it, and its platform. */
  readonly identity: ImageIdentity & { readonly id: string; readonly platform: Platform };
  readonly config: ImageConfig;
  /** Digests of the uncompressed layers, the lowest first. */
  readonly diffIds: readonly string[];
}

/**
 * Asks for an image by any name that the engine knows.
 *
 * @param platform the one wanted, of an image that has several
 * @returns undefined where the engine has no such image, or not for that platform
 * @throws LumogateError `image.config`, `image.limit`, `image.platform`, `engine.*`
 */
export async function inspectImage(
  engine: Engine,
  name: string,
  platform?: Platform,
): Promise<InspectedImage | undefined> {
  let answer: unknown;
  try {
    answer = await ask(engine.docker, `/images/${name}/json`, platformQuery(engine, platform));
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
  const image = parseImage(answer, name);
  return platform === undefined || servesPlatform(image.identity.platform, platform) ? image : undefined;
}

/**
 * The image's layers with the steps that made them.
 *
 * @param id as `inspectImage` gave it, never a tag: that may have moved meanwhile
 */
export async function imageLayers(
  engine: Engine,
  { identity, diffIds }: InspectedImage,
  platform?: Platform,
): Promise<JoinedLayers> {
  try {
    const answer = await ask(
      engine.docker,
      `/images/${identity.id}/history`,
      platformQuery(engine, platform),
    );
    return joinLayers(parseHistory(answer), diffIds);
  } catch (error) {
    if (isRefusal(error, 500)) return withoutHistory(diffIds, error);
    if (isRefusal(error, 404)) throw imageGone(identity.reference);
    throw error;
  }
}

/**
 * An engine says so of a history and layers that contradict each other; podman 4 falls over a step without a time. Other
 * sources tell of the first in the same words; the second is the engine's own trouble.
 */
function withoutHistory(diffIds: readonly string[], { message, said }: EngineRefusal): JoinedLayers {
  const joined = joinLayers([], diffIds);
  if (/history/i.test(said)) return joined;
  return { ...joined, gaps: joined.gaps.map((gap) => ({ ...gap, reason: `${message} ${gap.reason}` })) };
}

/** The image was there a moment ago. */
export function imageGone(reference: string): LumogateError {
  return new LumogateError(
    "image.gone",
    `The image ${reference} was removed from the engine while it was being read.`,
    {
      hint: "Look what prunes images on this engine while the gate runs, and run again.",
    },
  );
}

/** Older engines show the platform that they like best. */
function platformQuery({ apiVersion }: Engine, platform?: Platform): object {
  return platform === undefined || isOlder(apiVersion, "1.49") ? {} : { platform };
}

function parseImage(answer: unknown, reference: string): InspectedImage {
  if (!isRecord(answer)) throw badAnswer("the image's inspection", "it is not an object");
  const {
    Id: id,
    Os: os,
    Architecture: architecture,
    Variant: variant,
    Created: created,
    Size: size,
  } = answer;
  // With an empty ID an engine creates a container of no image, in which everything is absent.
  if (typeof id !== "string" || !/^sha256:[0-9a-f]{64}$/.test(id)) {
    throw badAnswer("the image's inspection", "it has no image ID");
  }
  if (os !== "linux") {
    throw new LumogateError(
      "image.platform",
      `The image ${reference} is for ${String(os)}; lumogate reads Linux images.`,
      {
        hint: "Name an image for Linux, or a platform with --platform.",
      },
    );
  }
  if (typeof architecture !== "string") throw badConfig("Architecture is not a string");
  return {
    identity: {
      reference,
      id,
      ...digests(answer["Descriptor"]),
      repoTags: strings(answer["RepoTags"], "RepoTags").toSorted(),
      repoDigests: strings(answer["RepoDigests"], "RepoDigests").toSorted(),
      platform: { os, architecture, ...(typeof variant === "string" && variant !== "" ? { variant } : {}) },
      // Go's zero time stands for "not said".
      ...(typeof created === "string" && created !== "" && !created.startsWith("0001-") ? { created } : {}),
      ...(typeof size === "number" ? { size } : {}),
    },
    config: parseImageConfig(answer["Config"]),
    diffIds: strings(isRecord(answer["RootFS"]) ? answer["RootFS"]["Layers"] : [], "RootFS.Layers"),
  };
}

/** The containerd image store tells what its ID stands for: a manifest, or an index of several. */
function digests(descriptor: unknown): Pick<ImageIdentity, "digest" | "indexDigest"> {
  const { mediaType, digest } = isRecord(descriptor) ? descriptor : {};
  if (typeof mediaType !== "string" || typeof digest !== "string") return {};
  if (/\.manifest\.v[12]\+json$/.test(mediaType)) return { digest };
  return /\.image\.index\.v1\+json$|\.manifest\.list\.v2\+json$/.test(mediaType)
    ? { indexDigest: digest }
    : {};
}

/** Engines tell the newest step first. */
function parseHistory(answer: unknown): HistoryStep[] {
  if (!Array.isArray(answer)) throw badAnswer("the image's history", "it is not a list");
  if (answer.length > LIMITS.historyEntries) {
    throw tooMuch(`has ${answer.length} steps in its history`, LIMITS.historyEntries, "historyEntries");
  }
  return answer.map(parseStep).toReversed();
}

/** Go writes no later time as JSON, and RFC 3339 has none. In seconds since 1970. */
const YEAR_10000 = 253_402_300_800;

function parseStep(step: unknown): HistoryStep {
  if (!isRecord(step)) throw badAnswer("the image's history", "a step is not an object");
  const { CreatedBy: createdBy, Created: created, Size: size, Comment: comment } = step;
  if (typeof createdBy !== "string" || typeof created !== "number" || typeof size !== "number") {
    throw badAnswer("the image's history", "a step lacks its instruction, its time or its size");
  }
  if (!Number.isFinite(created) || created >= YEAR_10000) {
    throw badAnswer("the image's history", `a step has the impossible time ${created}`);
  }
  return { createdBy, created, size, comment: typeof comment === "string" ? comment : "" };
}

function strings(value: unknown, name: string): string[] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list) || !list.every((item) => typeof item === "string")) {
    throw badConfig(`${name} is not a list of strings`);
  }
  return list;
}
