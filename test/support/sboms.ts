import * as fc from "fast-check";
import type { Inventory, Package } from "../../src/model/inventory.ts";
import { PACKAGE_TYPES, type PackageType } from "../../src/model/package-types.ts";
import { packageUrl } from "../../src/inventory/purl.ts";
import { readSbom } from "../../src/sbom/read/read.ts";
import type { Sbom } from "../../src/sbom/sbom.ts";
import { cyclonedxDocument } from "../../src/sbom/write/cyclonedx.ts";
import { spdxDocument } from "../../src/sbom/write/spdx.ts";
import { spdx3Document } from "../../src/sbom/write/spdx3.ts";
import { anInventory } from "./report.ts";

/** What writes each format. */
export const WRITERS = {
  "CycloneDX 1.6": cyclonedxDocument,
  "SPDX 2.3": spdxDocument,
  "SPDX 3.0.1": spdx3Document,
} as const satisfies Record<string, (inventory: Inventory) => object>;

/** An object as a document, read. */
export function readObject(document: object): Sbom {
  return readSbom(Buffer.from(JSON.stringify(document)));
}

const TYPES = Object.keys(PACKAGE_TYPES) as PackageType[];

const LICENSES = [
  "MIT",
  "GPL-2.0-only",
  "MIT OR Zlib",
  "MIT AND Zlib",
  "(MIT AND Zlib) OR ISC",
  "Public domain",
];

/** A name or a version that no package manager would let pass, or one as they are. */
const text = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9.+-]{0,20}$/),
  fc.constantFrom("@babel/core", "org.apache:log4j-core", "golang.org/x/net", "PyYAML", "a b", "ü", "%41"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
);

const optional = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(of, { nil: undefined });

/** Any package that an inventory can hold, by its schema. */
export const anyPackage: fc.Arbitrary<Package> = fc
  .record({
    type: fc.constantFrom(...TYPES),
    name: text,
    version: fc.oneof(fc.constant(""), fc.constant("1:2.3-4"), text),
    epoch: optional(fc.nat(3)),
    arch: optional(fc.constantFrom("amd64", "all")),
    purl: optional(
      fc.oneof(text, fc.constantFrom("pkg:npm/x@1", "pkg:deb/debian/x@1?arch=arm64&upstream=y%402", "pkg:/")),
    ),
    status: optional(text),
    source: optional(fc.record({ name: text, version: text }, { requiredKeys: ["name"] })),
    licenses: optional(fc.array(fc.oneof(fc.constantFrom(...LICENSES), text), { maxLength: 3 })),
    maintainer: optional(
      fc.oneof(text, fc.constant("Jane Doe <jane@example.com>"), fc.constant("A (B) <c>")),
    ),
    vendor: optional(fc.oneof(text, fc.constant("Jane Doe <jane@example.com>"))),
    modularity: optional(text),
    signedBy: optional(fc.array(text, { maxLength: 2 })),
    size: optional(fc.nat()),
    evidence: optional(fc.constantFrom("binary" as const, "sbom" as const)),
    ownedBy: optional(text),
    locations: fc.array(fc.record({ path: text, layer: fc.nat(9) }, { requiredKeys: ["path"] }), {
      maxLength: 3,
    }),
    introducedIn: optional(fc.record({ layer: fc.nat(9), createdBy: text }, { requiredKeys: ["layer"] })),
    fromBase: optional(fc.boolean()),
  })
  .map(({ purl, ...fields }) => {
    const known = Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as unknown as Package;
    return { ...known, purl: purl ?? packageUrl(known, undefined) };
  });

/** An inventory with everything in it that has a place. */
export function fullInventory(packages: readonly Package[]): Inventory {
  return anInventory(
    {
      packages,
      os: {
        id: "debian",
        name: "Debian GNU/Linux",
        versionId: "12",
        idLike: ["x", "y"],
        prettyName: "Debian GNU/Linux 12 (bookworm)",
        codename: "bookworm",
        endOfLife: "2028-06-30",
        source: "/usr/lib/os-release",
      },
      files: [{ path: "/bin/su", kind: "setuid", mode: "4755", uid: 0, gid: 0, size: 9, detail: "a=b" }],
      databases: [{ type: "deb", path: "/var/lib/dpkg/status", packages: packages.length }],
      gaps: [
        {
          code: "packages.truncated",
          by: "dpkg",
          path: "/var/lib/dpkg/status",
          reason: "cut.",
          affects: ["packages"],
        },
      ],
    },
    { created: "2026-01-02T03:04:05.678Z", repoDigests: [`docker.io/acme/shop@sha256:${"9f".repeat(32)}`] },
  );
}
