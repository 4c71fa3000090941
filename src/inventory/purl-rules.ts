import { NAME_SEPARATORS } from "../model/name-separators.ts";
import type { OperatingSystem } from "../model/inventory.ts";
import type { PackageType } from "../model/package-types.ts";

/** What a type's definition says of its package URLs (purl-spec, types/TYPE-definition.json). */
export interface PurlRules {
  /** What stands in a full name between the namespace's segments and the name; left out where there is no namespace. */
  readonly separator?: string;
  /** For packages of a system, whose namespace is who made it: then there is a `distro`, too. */
  readonly namespaceOf?: (os: OperatingSystem) => string;
  readonly normalNamespace: (segment: string) => string;
  readonly normalName: (name: string) => string;
  readonly epoch: "version" | "qualifier";
}

/** A new type needs a row only where it is not as most are: no namespace, and its own spelling. */
export function purlRules(type: PackageType): PurlRules {
  const separator = NAME_SEPARATORS[type];
  return { ...PLAIN, ...(separator === undefined ? {} : { separator }), ...RULES[type] };
}

const same = (text: string): string => text;
const lower = (text: string): string => text.toLowerCase();

const PLAIN: PurlRules = { normalNamespace: same, normalName: same, epoch: "version" };

/** Names of several parts, each in lower case. */
const LOWER_PATH = { normalNamespace: lower, normalName: lower };

const RULES: Readonly<Partial<Record<PackageType, Partial<PurlRules>>>> = {
  deb: { namespaceOf: distributor, normalName: lower },
  apk: { namespaceOf: distributor, normalName: lower },
  alpm: { namespaceOf: distributor, normalName: lower },
  opkg: { namespaceOf: distributor },
  rpm: { namespaceOf: vendor, epoch: "qualifier" },
  ebuild: { separator: "/" },
  brew: { separator: "/", normalName: lower },
  qpkg: { separator: "/", normalNamespace: lower },
  yocto: { separator: "/" },
  npm: LOWER_PATH,
  golang: LOWER_PATH,
  composer: LOWER_PATH,
  // PEP 503.
  pypi: { normalName: (name) => name.toLowerCase().replaceAll(/[-_.]+/g, "-") },
  hex: LOWER_PATH,
  otp: { normalName: lower },
  luarocks: LOWER_PATH,
  cpan: { separator: "/" },
  pub: { normalName: (name) => name.toLowerCase().replaceAll("-", "_") },
  bitnami: { normalName: lower },
  github: LOWER_PATH,
  bitbucket: LOWER_PATH,
  oci: { normalName: lower },
};

function distributor({ id }: OperatingSystem): string {
  return id.toLowerCase();
}

/** Red Hat and SUSE name themselves, and not their systems, in the URLs that they publish. */
function vendor({ id }: OperatingSystem): string {
  if (id === "rhel") return "redhat";
  return id.startsWith("opensuse") ? "opensuse" : id.toLowerCase();
}
