import type { Unreadable } from "../model/image.ts";
import { decodeUtf8, quoted } from "../text.ts";

/** Where every runtime mounts something of its own, whatever an image has there. */
const MOUNTED = new Set(["proc", "sys", "dev"]);

/** @param name of something directly below the root */
export function isMounted(name: string): boolean {
  return MOUNTED.has(name);
}

/**
 * A link to nothing is not absent: what a runtime mounts is not in the image, but a link there leads to something in a
 * container (`/proc/self/root/t` is `/t`). What an image itself has in such a place, no container will ever see.
 *
 * @param missing where the link leads; a byte string
 */
export function linkToNothing(path: string, missing: string): Unreadable {
  const shown = decodeUtf8(missing).text;
  const why = isMounted(missing.split("/")[1] ?? "")
    ? `It is a link to ${quoted(shown)}, where a container has something else than the image.`
    : `It is a link to nothing: ${quoted(shown)} is not there.`;
  return { kind: "unreadable", path, reason: why, missing: shown };
}
