import type { Unreadable } from "../model/image.ts";
import { decodeUtf8, quoted } from "../text.ts";

/**
 * A link to nothing is not absent: /proc, /dev and what else a runtime mounts is not in the image, but a link there
 * leads to something in a container.
 *
 * @param missing where the link leads; a byte string
 */
export function linkToNothing(path: string, missing: string): Unreadable {
  const shown = decodeUtf8(missing).text;
  const reason = `It is a link to nothing: ${quoted(shown)} is not there.`;
  return { kind: "unreadable", path, reason, missing: shown };
}
