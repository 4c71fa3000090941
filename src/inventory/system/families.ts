import type { Gap, OperatingSystem, PackageDatabase } from "../../model/inventory.ts";
import type { PackageType } from "../../model/package-types.ts";
import type { SeenDatabase } from "../unsupported.ts";

/** The kinds of system, by the package manager that they were made with. */
const FAMILY_OF_TYPE: Readonly<Partial<Record<PackageType, string>>> = {
  deb: "debian",
  apk: "alpine",
  rpm: "rpm",
  alpm: "arch",
  ebuild: "gentoo",
  opkg: "opkg",
  nix: "nix",
  bottlerocket: "bottlerocket",
};

/** Only IDs that others do not name in ID_LIKE, or that have none; the rest is found by ID_LIKE. */
const FAMILY_OF_ID: ReadonlyMap<string, string> = new Map(
  Object.entries({
    debian: ["debian", "ubuntu"],
    alpine: ["alpine", "wolfi", "chainguard"],
    rpm: [
      "fedora",
      "rhel",
      "centos",
      "amzn",
      "ol",
      "suse",
      "opensuse",
      "sles",
      "azurelinux",
      "mariner",
      "photon",
    ],
    arch: ["arch"],
    gentoo: ["gentoo"],
    nix: ["nixos"],
  }).flatMap(([family, ids]) => ids.map((id) => [id, family] as const)),
);

/** @returns undefined for what is there beside the system's own package manager: snaps, flatpaks */
function familyOfType(type: PackageType): string | undefined {
  return FAMILY_OF_TYPE[type];
}

/**
 * An os-release of one family above package databases of only others was copied or forged: rules about the system
 * would judge something that is not there.
 *
 * @param unsupported databases that cannot be read have families as well
 */
export function conflictGaps(
  os: OperatingSystem | undefined,
  databases: readonly PackageDatabase[],
  unsupported: readonly SeenDatabase[],
): Gap[] {
  if (os === undefined) return [];
  const found = new Set([
    ...databases.flatMap(({ type }) => familyOfType(type) ?? []),
    ...unsupported.map(({ database }) => database.family),
  ]);
  const family = [os.id, ...os.idLike].map((id) => FAMILY_OF_ID.get(id)).find((known) => known !== undefined);
  if (family === undefined || found.size === 0 || found.has(family)) return [];
  const reason = `It says "${os.id}", but the package databases are those of another family: ${[...found].toSorted().join(", ")}.`;
  // Of the packages, too: the database that such a system must have is not there.
  return [{ code: "os.conflict", by: "os-release", path: os.source, reason, affects: ["os", "packages"] }];
}
