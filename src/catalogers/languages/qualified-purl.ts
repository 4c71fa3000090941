import { compareText } from "../../text.ts";

/**
 * A package URL (ECMA-427) with qualifiers of the type's own, which nobody but its cataloger knows.
 *
 * @param name without a namespace
 * @param qualifiers by key; those that are undefined or empty are left out, as the standard wants it
 */
export function qualifiedPurl(
  type: string,
  name: string,
  version: string,
  qualifiers: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value === undefined || value === "" ? [] : [`${key}=${encode(value)}`]))
    .toSorted(compareText);
  return [
    `pkg:${type}/${encode(name)}`,
    version === "" ? "" : `@${encode(version)}`,
    pairs.length === 0 ? "" : `?${pairs.join("&")}`,
  ].join("");
}

/** Everything but letters, digits, "-._~" and ":" (ECMA-427, 5.4). */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%3A", ":")
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
