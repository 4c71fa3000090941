/** The parts of a package URL, none of them encoded. */
export interface PurlParts {
  readonly type: string;
  /** Segments; left out where there is none. */
  readonly namespace?: readonly string[];
  readonly name: string;
  /** Empty where it is not known. */
  readonly version: string;
  /** By key; those that are undefined or empty are left out, as the standard wants it. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
}

/**
 * A package URL by ECMA-427, of parts that are spelled as their type wants it.
 *
 * Written here since packageurl-js 2 leaves "+" in versions as it is, against the standard's own test cases, and throws
 * on names that only a hostile image has.
 */
export function formatPurl({ type, namespace = [], name, version, qualifiers = {} }: PurlParts): string {
  const pairs = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value === undefined || value === "" ? [] : [`${key}=${encode(value)}`]))
    .toSorted();
  return [
    `pkg:${type}/`,
    ...namespace.map((segment) => `${encode(segment)}/`),
    encode(name),
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
