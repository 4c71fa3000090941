import type { FoundPackage } from "../model/file-facts.ts";
import type { OperatingSystem } from "../model/inventory.ts";
import { purlRules, type PurlRules } from "./purl-rules.ts";

/**
 * A package's URL by ECMA-427 and the definition of its type: the one that the package's own record gives, where it is one,
 * else one made of what is known.
 *
 * Written here since packageurl-js 2 leaves "+" in versions as it is, against the standard's own test cases, and throws
 * on names that only a hostile image has.
 */
export function packageUrl(found: FoundPackage, os: OperatingSystem | undefined): string {
  if (found.purl !== undefined && isWellFormed(found.purl)) return found.purl;
  const rules = purlRules(found.type);
  const [namespace, name] = namesOf(found.name, rules, os);
  const qualifiers = qualifiersOf(found, rules, os);
  const isInVersion = found.epoch !== undefined && rules.epoch === "version";
  const version = isInVersion ? `${found.epoch}:${found.version}` : found.version;
  return [
    `pkg:${found.type}/`,
    ...namespace.map((segment) => `${encode(segment)}/`),
    encode(name),
    version === "" ? "" : `@${encode(version)}`,
    qualifiers === "" ? "" : `?${qualifiers}`,
  ].join("");
}

/** Where a name has several parts, all but the last are the namespace; a system's packages have the system's. */
function namesOf(
  full: string,
  { separator, namespaceOf, normalNamespace, normalName }: PurlRules,
  os: OperatingSystem | undefined,
): [namespace: readonly string[], name: string] {
  if (namespaceOf !== undefined) return [os === undefined ? [] : [namespaceOf(os)], normalName(full)];
  const parts = separator === undefined ? [full] : full.split(separator).filter((part) => part !== "");
  const name = parts.pop() ?? full;
  return [parts.map(normalNamespace), normalName(name)];
}

/** Sorted by key; and without a value there is no qualifier. */
function qualifiersOf(
  { arch, epoch }: FoundPackage,
  { namespaceOf, epoch: place }: PurlRules,
  os: OperatingSystem | undefined,
): string {
  const isOfSystem = namespaceOf !== undefined;
  const distro = os?.versionId === undefined ? os?.id : `${os.id}-${os.versionId}`;
  return Object.entries({
    arch,
    distro: isOfSystem ? distro : undefined,
    epoch: place === "qualifier" ? epoch?.toString() : undefined,
  })
    .flatMap(([key, value]) => (value === undefined || value === "" ? [] : [`${key}=${encode(value)}`]))
    .join("&");
}

/** Everything but letters, digits, "-._~" and ":" (ECMA-427, 5.4). */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%3A", ":")
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A type, a name, and nothing that would have to be encoded anywhere in a URL. */
const SHAPE = /^pkg:[a-z][a-z0-9.-]*\/[^@?#/][^?#]*(?:\?[^?#]+)?(?:#[^?#]+)?$/;
const CHARACTERS = /^(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

function isWellFormed(purl: string): boolean {
  return SHAPE.test(purl) && CHARACTERS.test(purl);
}
