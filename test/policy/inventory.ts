import type { Inventory, Package } from "../../src/model/inventory.ts";

/** An inventory with next to nothing in it. */
export function inventory(parts: Partial<Inventory> = {}): Inventory {
  return {
    schema: "lumogate/inventory/v1",
    image: {
      reference: "example",
      id: `sha256:${"0".repeat(64)}`,
      repoTags: [],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
    },
    config: { env: [], exposedPorts: [], volumes: [], labels: {}, onBuild: [], secrets: [] },
    layers: [],
    scope: "os",
    packages: [],
    databases: [],
    gaps: [],
    ...parts,
  };
}

export function labelled(labels: Readonly<Record<string, string>>): Inventory {
  return inventory({ config: { env: [], exposedPorts: [], volumes: [], labels, onBuild: [], secrets: [] } });
}

export function debian(name: string, version: string, parts: Partial<Package> = {}): Package {
  const epoch = parts.epoch === undefined ? "" : `${parts.epoch}:`;
  const arch = parts.arch ?? "amd64";
  return {
    type: "deb",
    name,
    version,
    arch,
    purl: `pkg:deb/debian/${encodeURIComponent(name)}@${epoch}${version}?arch=${arch}&distro=debian-12`,
    locations: [{ path: "/var/lib/dpkg/status" }],
    ...parts,
  };
}

export function alpine(name: string, version: string): Package {
  return {
    type: "apk",
    name,
    version,
    purl: `pkg:apk/alpine/${name}@${version}?distro=alpine-3.20.1`,
    locations: [{ path: "/lib/apk/db/installed" }],
  };
}
