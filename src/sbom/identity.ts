import type { Package } from "../model/inventory.ts";
import { NAME_SEPARATORS } from "../model/name-separators.ts";
import { isPackageType, PACKAGE_TYPES, type PackageType } from "../model/package-types.ts";
import { formatPurl } from "../model/purl.ts";
import { parsePurl, type Purl } from "./purl.ts";
import { known } from "./values.ts";

/** What tells packages apart, and what else a package URL says. */
export type Identity = Pick<Package, "type" | "name" | "version" | "epoch" | "arch" | "source" | "purl">;

/** A package as a document names it, besides its URL. */
export interface Named {
  readonly name: string;
  readonly version: string;
}

/**
 * Which package it is. Its URL says that best, since only it has a type; but it has the name in the spelling of URLs, and the
 * package's own spelling is the document's.
 */
export function identify(url: string | undefined, named: Named): Identity {
  const purl = url === undefined ? undefined : parsePurl(url);
  if (url === undefined || purl === undefined) {
    return {
      type: "generic",
      name: named.name,
      version: named.version,
      purl: formatPurl({ type: "generic", ...named }),
    };
  }
  const type = typeOf(purl);
  const { version, epoch } = splitEpoch(type, purl, named);
  return {
    type,
    name: spelled(type, fullName(type, purl), named.name),
    version,
    purl: url,
    ...known({ epoch, arch: purl.qualifiers.get("arch") || undefined, source: sourceOf(purl) }),
  };
}

/** Older names of types, still written by some tools. */
const OTHER_NAMES: ReadonlyMap<string, PackageType> = new Map([
  ["alpine", "apk"],
  ["arch", "alpm"],
  ["dart", "pub"],
]);

/** A type that we have no name for is a kind of its own, and nothing that a rule could name. */
function typeOf({ type }: Purl): PackageType {
  return isPackageType(type) ? type : (OTHER_NAMES.get(type) ?? "generic");
}

/** Types whose namespace says who made or packed the thing, and is no part of its name. */
const NAMELESS_NAMESPACES: ReadonlySet<PackageType> = new Set(["cpan", "bitnami", "generic"]);

function fullName(type: PackageType, { namespace, name }: Purl): string {
  const isNameless = PACKAGE_TYPES[type] === "os" || NAMELESS_NAMESPACES.has(type);
  return namespace === "" || isNameless ? name : `${namespace}${NAME_SEPARATORS[type] ?? "/"}${name}`;
}

/** The document's spelling, where it is the same name: PyYAML is pkg:pypi/pyyaml. */
function spelled(type: PackageType, byPurl: string, byDocument: string): string {
  const fold = (name: string): string =>
    type === "pypi" ? name.toLowerCase().replaceAll(/[-_.]+/g, "-") : name.toLowerCase();
  return fold(byPurl) === fold(byDocument) ? byDocument : byPurl;
}

/** Types whose versions begin with an epoch and a colon. */
const WITH_EPOCH: ReadonlySet<PackageType> = new Set(["deb", "opkg", "rpm", "alpm"]);

/** An rpm's epoch is a qualifier of its URL (purl-spec, types/rpm); some write it as dpkg does, though. */
function splitEpoch(type: PackageType, purl: Purl, named: Named): { version: string; epoch?: number } {
  const full = purl.version === "" ? named.version : purl.version;
  const [, before, after] = (WITH_EPOCH.has(type) && /^([0-9]{1,10}):([^]*)$/.exec(full)) || [];
  const digits = purl.qualifiers.get("epoch") ?? before;
  const version = after ?? full;
  return digits !== undefined && /^[0-9]{1,10}$/.test(digits)
    ? { version, epoch: Number(digits) }
    : { version };
}

/** The source package, as Syft and others write it: `upstream=glibc@2.36-9` or `upstream=glibc-2.34-60.el9.src.rpm`. */
function sourceOf({ qualifiers }: Purl): Package["source"] {
  const upstream = qualifiers.get("upstream");
  if (upstream === undefined || upstream === "") return undefined;
  const [, name, version] =
    /^([^]+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(upstream) ?? /^([^@]+)@([^]+)$/.exec(upstream) ?? [];
  return name === undefined || version === undefined ? { name: upstream } : { name, version };
}
