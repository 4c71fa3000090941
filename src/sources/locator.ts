import { stat } from "node:fs/promises";

/** A path, and which of the images there is meant. */
export interface Locator {
  readonly path: string;
  /** `debian:12`, `@sha256:…`, `@0`; left out where nothing is chosen. */
  readonly choice?: string;
}

/**
 * Parts `PATH:TAG` and `PATH@DIGEST`, as skopeo writes them. A path may have colons of its own: the longest one that
 * exists is meant.
 */
export async function splitLocator(locator: string): Promise<Locator> {
  if (await exists(locator)) return { path: locator };
  for (let at = locator.length - 1; at > 0; at -= 1) {
    const mark = locator[at];
    if (mark !== ":" && mark !== "@") continue;
    const path = locator.slice(0, at);
    if (await exists(path)) return { path, choice: locator.slice(mark === ":" ? at + 1 : at) };
  }
  return { path: locator };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
