import process from "node:process";
import type { Platform } from "../model/inventory.ts";

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
 * Whether a machine that is one platform can run an image for another, and how well: the higher the better.
 *
 * @returns undefined where it cannot
 */
export function platformFit(has: Platform, wanted: Platform): number | undefined {
  if (has.os !== wanted.os || has.architecture !== wanted.architecture) return undefined;
  const ours = rankOf(wanted);
  const rank = rankOf(has);
  if (has.variant === undefined) return rank <= ours ? rank : 0;
  // Between variants that have no order, only the same one will do.
  if (Number.isNaN(rank) || Number.isNaN(ours))
    return wanted.variant === undefined || has.variant === wanted.variant ? 1 : undefined;
  if (rank <= ours) return rank;
  // Nobody said which variant: rather a newer one than none.
  return wanted.variant === undefined ? -rank : undefined;
}

/** What a variant stands for where none is said, as containerd's `platforms` takes it. */
const DEFAULT_VARIANTS = new Map([
  ["arm", "v7"],
  ["arm64", "v8"],
  ["amd64", "v1"],
]);

/** `v7` is 7, `v8.2` is 8.2; NaN for names without an order. */
function rankOf({ architecture, variant = DEFAULT_VARIANTS.get(architecture) ?? "v0" }: Platform): number {
  return /^v\d+(?:\.\d+)?$/.test(variant) ? Number(variant.slice(1)) : Number.NaN;
}
