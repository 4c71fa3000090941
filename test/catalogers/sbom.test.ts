import { describe, expect, test } from "vitest";
import type { ParsedFile } from "../../src/catalogers/cataloger.ts";
import { sbom } from "../../src/catalogers/sbom.ts";
import { GlobIndex } from "../../src/inventory/extract/glob-index.ts";

/** In the form of those that Bitnami's installer leaves: the component, what it was built of, and the files. */
const BITNAMI = {
  spdxVersion: "SPDX-2.3",
  SPDXID: "SPDXRef-DOCUMENT",
  packages: [
    {
      name: "redis",
      SPDXID: "SPDXRef-Package-redis",
      versionInfo: "7.4.1-0",
      licenseDeclared: "RSALv2",
      externalRefs: [
        { referenceType: "cpe23Type", referenceLocator: "cpe:2.3:*:redis:redis:7.4.1:*:*:*:*:*:*:*" },
        {
          referenceType: "purl",
          referenceLocator: "pkg:bitnami/redis@7.4.1-0?arch=amd64&distro=debian-12",
        },
      ],
    },
    {
      name: "jemalloc",
      SPDXID: "SPDXRef-Package-jemalloc",
      versionInfo: "5.3.0",
      externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:github/jemalloc/jemalloc@5.3.0" }],
    },
  ],
};

function parse(path: string, content: string | object): ParsedFile {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return sbom.parse({ path, bytes: Buffer.from(text) });
}

describe("an SBOM in an image", () => {
  test("brings its packages, as what an SBOM says and no more", () => {
    const components = [
      {
        type: "library",
        name: "x",
        version: "1",
        purl: "pkg:npm/x@1",
        licenses: [{ license: { id: "MIT" } }],
        evidence: { occurrences: [{ location: "/elsewhere" }] },
        // What only our own documents say of a whole image is nothing that a file in an image can say.
        properties: [
          { name: "lumogate:ownedBy", value: "pkg:deb/debian/x" },
          { name: "lumogate:fromBase", value: "true" },
          { name: "lumogate:evidence", value: "" },
        ],
      },
    ];
    expect(parse("/app/bom.json", { bomFormat: "CycloneDX", components })).toEqual({
      packages: [
        { type: "npm", name: "x", version: "1", purl: "pkg:npm/x@1", licenses: ["MIT"], evidence: "sbom" },
      ],
      problems: [],
    });
  });

  test("of Bitnami's is of the component alone", () => {
    expect(parse("/opt/bitnami/redis/.spdx-redis.spdx", BITNAMI).packages).toEqual([
      {
        type: "bitnami",
        name: "redis",
        version: "7.4.1-0",
        arch: "amd64",
        purl: "pkg:bitnami/redis@7.4.1-0?arch=amd64&distro=debian-12",
        licenses: ["RSALv2"],
        evidence: "sbom",
      },
    ]);
    expect(parse("/srv/redis.spdx", BITNAMI).packages.map(({ type }) => type)).toEqual(["bitnami", "github"]);
  });

  test.each([
    ["/opt/bitnami/redis/.spdx-redis.spdx", ["malformed"]],
    ["/usr/lib/python3/site-packages/x-1.dist-info/sboms/auditwheel.cdx.json", ["malformed"]],
    ["/app/node_modules/tool/test/broken.spdx.json", []],
    ["/app/bom.json", []],
  ])("that is cut is a gap only where an installer has no other record: %s", (path, expected) => {
    const cut = JSON.stringify(BITNAMI).slice(0, -10);
    expect(parse(path, cut).problems.map(({ code }) => code)).toEqual(expected);
    expect(parse(path, "").packages).toEqual([]);
  });

  test("is looked for under the names that tools give them", () => {
    const index = new GlobIndex([[sbom.globs, sbom] as const]);
    const names = [
      "opt/bitnami/redis/.spdx-redis.spdx",
      "var/lib/db/sbom/curl-8.11.0-r1.spdx.json",
      "app/shop.cdx.json",
      "BOM.json",
      "x.syft.json",
      "usr/lib/python3/site-packages/x-1.dist-info/sboms/a.json",
    ];
    expect(names.filter((name) => index.find(name).length === 0)).toEqual([]);
    expect(["app/package.json", "x.spdx.txt", "sboms/a.json"].flatMap((name) => index.find(name))).toEqual(
      [],
    );
  });
});
