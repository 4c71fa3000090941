import type { ParsedPackage } from "../catalogers/cataloger.ts";
import type { OperatingSystem } from "../model/inventory.ts";
import type { PackageType } from "../model/package-types.ts";

/**
 * A package's URL by ECMA-427 and its deb and apk definitions: the system is the namespace, the name is in lower
 * case, the epoch is a part of the version, and the system's release is the qualifier `distro`.
 *
 * Written here since packageurl-js 2 leaves "+" in versions as it is, against the standard's own test cases, and throws
 * on names that only a hostile image has.
 */
export function packageUrl(type: PackageType, found: ParsedPackage, os: OperatingSystem | undefined): string {
  const namespace = os === undefined ? "" : `${encode(os.id.toLowerCase())}/`;
  const version = found.epoch === undefined ? found.version : `${found.epoch}:${found.version}`;
  const distro = os?.versionId === undefined ? os?.id : `${os.id}-${os.versionId}`;
  // Sorted by key, and without a value there is no qualifier.
  const qualifiers = Object.entries({ arch: found.arch, distro })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encode(value)}`]))
    .join("&");
  return [
    `pkg:${type}/${namespace}${encode(found.name.toLowerCase())}`,
    version === "" ? "" : `@${encode(version)}`,
    qualifiers === "" ? "" : `?${qualifiers}`,
  ].join("");
}

/** Everything but letters, digits, "-._~" and ":" (ECMA-427, 5.4). */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%3A", ":")
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
