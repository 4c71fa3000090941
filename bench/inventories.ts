import type { Inventory, Package } from "../src/model/inventory.ts";
import { randomFrom } from "./random.ts";

/**
 * The inventory of a Debian with an application in it: a third of the packages dpkg's, the rest npm's, of which some stand in
 * two places; one file that matters for every ten packages. About 400 bytes of JSON each, as a real one has.
 *
 * @param packages how many
 */
export function benchmarkInventory(packages: number): Inventory {
  const random = randomFrom(7);
  const debian = Array.from({ length: Math.ceil(packages / 3) }, (_, index): Package => {
    const name = `${random.pick(["libssl", "libx11", "perl", "fonts", "systemd"])}-${random.pick(["common", "base", "utils"])}${index}`;
    const version = `${random.between(1, 9)}.${random.between(0, 40)}-${random.between(1, 5)}`;
    return {
      type: "deb",
      name,
      version,
      arch: "amd64",
      purl: `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12`,
      source: { name: name.replace(/-.*/, ""), version },
      maintainer: "Debian Something Maintainers <pkg-something-devel@lists.alioth.debian.org>",
      size: random.between(10, 4000) * 1024,
      locations: [{ path: "/var/lib/dpkg/status" }],
    };
  });
  const npm = Array.from({ length: packages - debian.length }, (_, index): Package => {
    const name = `${random.pick(["", "@acme/", "@types/"])}${random.pick(["array", "stream", "parse", "json"])}-${index}`;
    const version = `${random.between(0, 20)}.${random.between(0, 40)}.${random.between(0, 9)}`;
    const folder = `/app/node_modules/${name}`;
    const nested = `/app/node_modules/left-${index % 50}/node_modules/${name}`;
    return {
      type: "npm",
      name,
      version,
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      licenses: [random.pick(["MIT", "ISC", "Apache-2.0", "(MIT OR GPL-3.0-or-later)"])],
      locations: [folder, ...(index % 4 === 0 ? [nested] : [])].map((each) => ({
        path: `${each}/package.json`,
      })),
    };
  });
  const all = [...debian, ...npm];
  return {
    schema: "lumogate/inventory/v1",
    image: {
      reference: "registry.example/acme/app:1.0",
      id: `sha256:${"1".repeat(64)}`,
      repoTags: ["registry.example/acme/app:1.0"],
      repoDigests: [],
      platform: { os: "linux", architecture: "amd64" },
      created: "2026-01-02T03:04:05Z",
      size: 1_200_000_000,
      layers: Array.from({ length: 12 }, (_, index) => ({
        diffId: diffId(index),
        digest: diffId(index),
        size: 90_000_000,
      })),
      base: { reference: "docker.io/library/debian:12", by: "annotation" },
    },
    config: {
      user: "1000:1000",
      userId: 1000,
      env: ["PATH", "NODE_VERSION"],
      entrypoint: ["node", "server.js"],
      exposedPorts: ["8080/tcp"],
      volumes: [],
      labels: { "org.opencontainers.image.source": "https://example.com/app", maintainer: "a@example.com" },
      healthcheck: { test: ["CMD", "true"] },
      onBuild: [],
      secrets: [],
    },
    layers: Array.from({ length: 12 }, (_, index) => ({
      index,
      diffId: diffId(index),
      createdBy: `RUN step ${index}`,
      empty: false,
      changes: { added: 100, changed: 1, removed: 0, bytes: 90_000_000, hiddenBytes: 1000 },
    })),
    os: { id: "debian", versionId: "12", idLike: [], source: "/usr/lib/os-release", endOfLife: "2099-06-30" },
    scope: "all",
    packages: all,
    files: Array.from({ length: Math.ceil(packages / 10) }, (_, index) => ({
      path: `/etc/ssl/certs/authority-${index}.pem`,
      kind: "ca-certificate",
      mode: "0644",
      uid: 0,
      gid: 0,
      size: 1400,
      detail: `CN=Authority ${index}`,
      ownedBy: "pkg:deb/debian/ca-certificates@20230311?arch=all&distro=debian-12",
    })),
    databases: [{ type: "deb", path: "/var/lib/dpkg/status", packages: debian.length }],
    gaps: [],
  };
}

function diffId(index: number): string {
  return `sha256:${index.toString(16).padStart(64, "0")}`;
}
