import type { FoundPackage } from "../model/file-facts.ts";
import type { OperatingSystem } from "../model/inventory.ts";
import { formatPurl } from "../model/purl.ts";
import { purlRules, type PurlRules } from "./purl-rules.ts";

/**
 * A package's URL by the definition of its type: the one that the package's own record gives, where it is one, else one made of
 * what is known.
 */
export function packageUrl(found: FoundPackage, os: OperatingSystem | undefined): string {
  if (found.purl !== undefined && isWellFormed(found.purl)) return found.purl;
  const { type, epoch, version } = found;
  const rules = purlRules(type);
  const [namespace, name] = namesOf(found.name, rules, os);
  return formatPurl({
    type,
    namespace,
    name,
    version: epoch !== undefined && rules.epoch === "version" ? `${epoch}:${version}` : version,
    qualifiers: qualifiersOf(found, rules, os),
  });
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

function qualifiersOf(
  { arch, epoch }: FoundPackage,
  { namespaceOf, epoch: place }: PurlRules,
  os: OperatingSystem | undefined,
): Readonly<Record<string, string | undefined>> {
  const isOfSystem = namespaceOf !== undefined;
  const distro = os?.versionId === undefined ? os?.id : `${os.id}-${os.versionId}`;
  return {
    arch,
    distro: isOfSystem ? distro : undefined,
    epoch: place === "qualifier" ? epoch?.toString() : undefined,
  };
}

/** A type, a name, and nothing that would have to be encoded anywhere in a URL. */
const SHAPE = /^pkg:[a-z][a-z0-9.-]*\/[^@?#/][^?#]*(?:\?[^?#]+)?(?:#[^?#]+)?$/;
const CHARACTERS = /^(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

function isWellFormed(purl: string): boolean {
  return SHAPE.test(purl) && CHARACTERS.test(purl);
}
