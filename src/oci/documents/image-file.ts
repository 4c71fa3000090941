import { isRecord } from "../../json.ts";
import { LIMITS } from "../../limits.ts";
import { messageOf } from "../../model/error.ts";
import type { Gap, ImageConfig, Layer, Platform } from "../../model/inventory.ts";
import { badConfig, IMAGE_CONFIG_KEYS, parseImageConfig } from "./image-config.ts";
import { tooMuch } from "../too-much.ts";
import { parseStrictJson } from "./strict-json.ts";

/** An image's JSON file, OCI image-spec config.md, whose digest is the image's ID. */
export interface ImageFile {
  readonly platform: Platform;
  readonly created?: string;
  readonly config: ImageConfig;
  /** Digests of the uncompressed layers, the lowest first. */
  readonly diffIds: readonly string[];
  /** The steps that made the image; empty where it does not say. */
  readonly history: readonly HistoryStep[];
}

interface HistoryStep {
  readonly createdBy?: string;
  readonly created?: string;
  /** Whether the step made no layer. */
  readonly empty: boolean;
}

/** @throws LumogateError `image.config`, `image.limit` */
export function parseImageFile(bytes: Uint8Array): ImageFile {
  const image = parseJson(bytes);
  if (!isRecord(image)) throw badConfig("it is not an object");
  const created = optionalText(image, "created");
  const variant = optionalText(image, "variant");
  const { rootfs } = image;
  const diffIds = isRecord(rootfs) ? rootfs["diff_ids"] : undefined;
  const isListOfDigests =
    Array.isArray(diffIds) &&
    diffIds.every((id) => typeof id === "string" && /^sha256:[0-9a-f]{64}$/.test(id));
  if (!isListOfDigests) throw badConfig("rootfs.diff_ids is not a list of sha256 digests");
  return {
    platform: {
      os: optionalText(image, "os") ?? "linux",
      architecture: optionalText(image, "architecture") ?? "unknown",
      ...(variant === undefined ? {} : { variant }),
    },
    ...(created === undefined ? {} : { created }),
    config: parseImageConfig(image["config"]),
    diffIds: diffIds as string[],
    history: parseHistory(image["history"]),
  };
}

/**
 * Joins the history with the layers that its steps made.
 *
 * @returns the steps; or, with a gap, the layers alone where the history does not fit them
 */
export function joinHistory({ history, diffIds }: Pick<ImageFile, "history" | "diffIds">): {
  layers: Layer[];
  gaps: Gap[];
} {
  const made = history.filter(({ empty }) => !empty).length;
  if (made !== diffIds.length) return layersAlone(diffIds);
  let next = 0;
  const layers = history.map((step, index): Layer => {
    if (step.empty) return { index, ...step };
    const diffId = diffIds[next] ?? "";
    next += 1;
    return { index, diffId, ...step };
  });
  return { layers, gaps: [] };
}

/** The layers of an image whose history does not fit them, with a gap: a wrong step beside a layer is worse than none. */
export function layersAlone(diffIds: readonly string[]): { layers: Layer[]; gaps: Gap[] } {
  const reason = `The image's history does not tell which step made which of its ${diffIds.length} layers; they stand without their instructions.`;
  return {
    layers: diffIds.map((diffId, index) => ({ index, diffId, empty: false })),
    gaps: [{ code: "layers.history", by: "layers", reason, affects: ["layers"] }],
  };
}

function parseHistory(value: unknown): HistoryStep[] {
  const steps = value ?? [];
  if (!Array.isArray(steps)) throw badConfig("history is not a list");
  if (steps.length > LIMITS.historyEntries)
    throw tooMuch(`has ${steps.length} steps in its history`, LIMITS.historyEntries, "historyEntries");
  return steps.map((step: unknown) => {
    if (!isRecord(step)) throw badConfig("a step of the history is not an object");
    const createdBy = optionalText(step, "created_by");
    const created = wholeSeconds(optionalText(step, "created"));
    return {
      ...(createdBy === undefined ? {} : { createdBy }),
      ...(created === undefined ? {} : { created }),
      empty: step["empty_layer"] === true,
    };
  });
}

/**
 * A step's time as every source can tell it: engines know whole seconds only, and write 0, or the year 1, for none.
 *
 * @param time RFC 3339
 */
function wholeSeconds(time: string | undefined): string | undefined {
  if (time === undefined) return undefined;
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(time);
  const milliseconds = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[2]}`);
  if (Number.isNaN(milliseconds)) throw badConfig("a step of the history has a time that is none");
  return milliseconds > 0 ? new Date(milliseconds).toISOString().replace(".000Z", "Z") : undefined;
}

function optionalText(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = object[name] ?? "";
  if (typeof value !== "string") throw badConfig(`${name} is not a string`);
  return value === "" ? undefined : value;
}

/** What of the file we read, and the objects in it whose keys are anything. */
const KEYS = {
  read: new Set<string>([
    "architecture",
    "os",
    "variant",
    "created",
    "config",
    "rootfs",
    "diff_ids",
    "history",
    "created_by",
    "empty_layer",
    ...IMAGE_CONFIG_KEYS,
  ]),
  free: new Set(["Labels", "ExposedPorts", "Volumes"]),
};

function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, KEYS);
  } catch (cause) {
    throw badConfig(messageOf(cause));
  }
}
