import table from "./end-of-life.json" with { type: "json" };
import type { OperatingSystem } from "../../model/inventory.ts";

/** Days by the ID and the release in os-release. `npm run renew:end-of-life` renews it; `renewed` says when that was. */
const SYSTEMS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(table.systems).map(([id, releases]) => [id, new Map(Object.entries(releases))]),
);

const BY_EXACT_RELEASE = new Set(["sles", "opensuse-leap", "ubuntu"]);

/**
 * When the free support of a system ends: for Debian with its LTS, for Ubuntu without its ESM.
 *
 * @returns `2028-06-30`; undefined for a system that has no releases (Arch, Debian testing), or one that our table does not know
 */
export function endOfLife({
  id,
  name,
  versionId,
}: Pick<OperatingSystem, "id" | "name" | "versionId">): string | undefined {
  // Alpine's edge is called after the release that it comes after: 3.21.0_alpha20240923.
  if (versionId === undefined || versionId.includes("_")) return undefined;
  // os-release tells CentOS 8 from CentOS Stream 8 by the name alone.
  const isStream = id === "centos" && name?.toLowerCase().includes("stream") === true;
  const releases = SYSTEMS.get(isStream ? "centos-stream" : id);
  // 3.19.1 is one of 3.19, and 9.4 of 9.
  for (
    let version = versionId;
    version !== "";
    version = version.slice(0, Math.max(0, version.lastIndexOf(".")))
  ) {
    const day = releases?.get(version);
    if (day !== undefined) return day;
    // Each service pack ends on its own: SLES 15.9 is not 15.
    if (BY_EXACT_RELEASE.has(id)) return undefined;
  }
  return undefined;
}
