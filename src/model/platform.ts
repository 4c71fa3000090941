import type { Platform } from "./inventory.ts";

/** `linux/arm64/v8`. */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}

/** Whether an image for one platform is what somebody means who names another; a variant counts where both have one. */
export function servesPlatform(has: Platform, wanted: Platform): boolean {
  const sameVariant = wanted.variant === undefined || wanted.variant === (has.variant ?? wanted.variant);
  return has.os === wanted.os && has.architecture === wanted.architecture && sameVariant;
}
