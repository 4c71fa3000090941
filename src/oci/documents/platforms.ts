import process from "node:process";
import type { Platform } from "../../model/inventory.ts";
import { platformText } from "../../model/platform.ts";
import { normalPlatform } from "./normal-platform.ts";

/** Go's names for what Node calls otherwise. */
const ARCHITECTURES = new Map([
  ["x64", "amd64"],
  ["ia32", "386"],
  ["ppc64", "ppc64le"],
  ["mipsel", "mipsle"],
]);

/** What an image is wanted for when nobody says: Linux on this machine's processor. */
export function machinePlatform(): Platform {
  return { os: "linux", architecture: ARCHITECTURES.get(process.arch) ?? process.arch };
}

/**
 * How an image serves who wants a platform:
 * - `same`: it is for that platform
 * - `doubtful`: some runtimes take it even where there is one that is the same, and others never
 * - `older`: every runtime takes the newest of these where none is the same
 * - `last`: some runtimes take it where none is the same
 * - `other`: as `last`, of another architecture that the processor runs too
 */
interface Fit {
  readonly kind: "same" | "doubtful" | "older" | "last" | "other";
  /** The variant's number. */
  readonly rank: number;
}

/** What containerd's platforms.Only falls back to. */
const ALSO_RUNS = new Map([
  ["amd64", "386"],
  ["arm64", "arm"],
]);

/** @returns undefined where no runtime takes it */
function fitOf(label: Platform, machine: Platform, isAsked: boolean): Fit | undefined {
  const [has, wanted] = [normalPlatform(label), normalPlatform(machine)];
  const [rank, ours] = [rankOf(has), rankOf(wanted)];
  if (has.os !== wanted.os) return undefined;
  if (has.architecture !== wanted.architecture)
    return has.architecture === ALSO_RUNS.get(wanted.architecture) ? { kind: "other", rank } : undefined;
  if (platformText(has) === platformText(wanted)) {
    // Podman likes an arm without a variant least, where containerd takes it for v7.
    const isLoose = has.architecture === "arm" && (label.variant ?? "") === "" && has.variant === "v7";
    return { kind: isLoose ? "doubtful" : "same", rank };
  }
  const isOpen = (machine.variant ?? "") === "";
  // Old runtimes know no variants: they may take any of that architecture.
  if (Number.isNaN(rank)) return isOpen ? { kind: "doubtful", rank } : undefined;
  // Docker takes the best that the processor can run (moby's maximumSpec), others the plain one.
  if (rank > ours && !isAsked) return { kind: "doubtful", rank };
  if (rank < ours && has.variant !== undefined) return { kind: "older", rank };
  return isOpen || has.variant === undefined ? { kind: "last", rank } : undefined;
}

/** The variants that have an order, beside the one that goes unsaid. */
const VARIANTS = new Map([
  ["amd64", /^v[2-4]$/],
  ["arm", /^v[5-8]$/],
  ["arm64", /^v(?:8\.[1-9]|9|9\.[1-9])$/],
]);

/** A variant's place among its architecture's, by their normal spelling: `v8.2` is 8.2, none is 0; NaN has none. */
function rankOf({ architecture, variant }: Platform): number {
  if (variant === undefined) return 0;
  return VARIANTS.get(architecture)?.test(variant) === true ? Number(variant.slice(1)) : Number.NaN;
}

/** Whether an image for one platform serves who asks for another, on a processor of its own architecture. */
export function servesMachine(has: Platform, asked: Platform): boolean {
  const fit = fitOf(has, asked, true);
  return fit !== undefined && fit.kind !== "other";
}

/** An image, by what indexes on the way to it say that it is for: nothing, one platform, or several that differ. */
export interface Labelled {
  readonly labels: readonly Platform[];
}

/** Whether the indexes on the way to an image disagree on what it is for. */
export function isContradictory({ labels }: Labelled): boolean {
  return new Set(labels.map((label) => platformText(normalPlatform(label)))).size > 1;
}

/**
 * The images that some runtime (containerd, Docker, Podman, skopeo) takes for a platform: only one, where all agree.
 *
 * @param isAsked whether a runtime is asked for that platform too, or takes what is best for the machine
 * @returns in their order
 */
export function contenders<T extends Labelled>(
  images: readonly T[],
  wanted: Platform,
  isAsked: boolean,
): T[] {
  const all = images.flatMap((image) => {
    const fit = fitOfLabels(image, wanted, isAsked);
    return fit === undefined ? [] : [{ image, fit }];
  });
  const isSure = all.some(({ fit }) => fit.kind === "same");
  const newest = Math.max(...all.map(({ fit }) => (fit.kind === "older" ? fit.rank : 0)));
  const taken = all.filter(({ fit: { kind, rank } }) => {
    if (kind === "same" || kind === "doubtful") return true;
    return !isSure && (kind !== "older" || rank === newest);
  });
  return taken.map(({ image }) => image);
}

function fitOfLabels(image: Labelled, wanted: Platform, isAsked: boolean): Fit | undefined {
  const [label] = image.labels;
  // Some runtimes pass over what has no label, others take it, and others look into its config.
  if (label === undefined) return { kind: "doubtful", rank: Number.NaN };
  if (!isContradictory(image)) return fitOf(label, wanted, isAsked);
  const isMeant = image.labels.some((one) => fitOf(one, wanted, isAsked) !== undefined);
  return isMeant ? { kind: "doubtful", rank: Number.NaN } : undefined;
}
