import type { Gap, Layer, StoredLayer } from "../model/inventory.ts";
import { layersAlone } from "../oci/documents/image-file.ts";

/** A step of an image's history, as the engine tells it. */
export interface HistoryStep {
  /** The instruction; empty where the image does not say. */
  readonly createdBy: string;
  /** Seconds since 1970; 0 or less where the image does not say (Go's zero time is the year 1). */
  readonly created: number;
  /** Bytes that the step added; for a step that made no layer, and for many a layer, 0. */
  readonly size: number;
  readonly comment: string;
}

/** An image's steps, and its layers as the engine keeps them. */
export interface JoinedLayers {
  readonly layers: readonly Layer[];
  /** With the engine's sizes of the unpacked layers, where a step is known for each. */
  readonly stored: readonly StoredLayer[];
  readonly gaps: readonly Gap[];
}

/**
 * Joins the history with the layers. The image itself says of each step whether it made a layer, but the engine's API
 * leaves that out, so it is inferred; the count of layers tells whether the inference holds.
 *
 * @param history in build order, the oldest first
 * @param diffIds the layers, the lowest first
 * @returns the steps; or, with a gap, the layers alone, since a wrong step beside a layer is worse than none
 */
export function joinLayers(history: readonly HistoryStep[], diffIds: readonly string[]): JoinedLayers {
  const madeLayer = READINGS.find((reading) => history.filter(reading).length === diffIds.length);
  if (madeLayer === undefined)
    return { ...layersAlone(diffIds), stored: diffIds.map((diffId) => ({ diffId })) };
  const stored: StoredLayer[] = [];
  const layers = history.map((step, index): Layer => {
    const diffId = madeLayer(step) ? diffIds[stored.length] : undefined;
    if (diffId === undefined) return { index, ...described(step), empty: true };
    stored.push({ diffId, size: step.size });
    return { index, diffId, ...described(step), empty: false };
  });
  return { layers, stored, gaps: [] };
}

type Reading = (step: HistoryStep) => boolean;

/** Which steps made a layer: the readings, the likeliest first. Two that count the same name the same steps. */
const READINGS: readonly Reading[] = [
  // BuildKit makes a layer of each step that touches files, also where nothing changed.
  (step) => step.size > 0 || !isMetadata(step),
  // The same upon a base of the classic builder, which makes no layer where nothing changed.
  (step) => step.size > 0 || (!isMetadata(step) && step.comment.startsWith("buildkit.dockerfile")),
  (step) => step.size > 0,
];

/** Instructions that touch the config only. `WORKDIR /` is one of them: there is no directory to make. */
const METADATA =
  /^(?:CMD|ENTRYPOINT|ENV|LABEL|EXPOSE|USER|VOLUME|STOPSIGNAL|HEALTHCHECK|ONBUILD|MAINTAINER|ARG|SHELL)\b|^WORKDIR \/$/i;

function isMetadata({ createdBy }: HistoryStep): boolean {
  // The classic builder, and buildah after it, write `/bin/sh -c #(nop)  CMD ["sh"]`; BuildKit writes `CMD ["sh"]`.
  return METADATA.test(createdBy.replace(/^.{0,200}?#\(nop\)\s*/s, "").trim());
}

function described({ createdBy, created }: HistoryStep): Pick<Layer, "createdBy" | "created"> {
  return {
    ...(createdBy === "" ? {} : { createdBy }),
    ...(created <= 0 ? {} : { created: new Date(created * 1000).toISOString().replace(".000Z", "Z") }),
  };
}
