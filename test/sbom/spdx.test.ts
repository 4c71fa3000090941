import { describe, expect, test } from "vitest";
import { readSbom } from "../../src/sbom/read/read.ts";
import type { Sbom } from "../../src/sbom/sbom.ts";
import { readObject } from "../support/sboms.ts";

const DEB = {
  name: "bash",
  SPDXID: "SPDXRef-1",
  versionInfo: "5.2-1",
  externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:deb/debian/bash@5.2-1?distro=debian-12" }],
};
function spdx(packages: readonly object[], more: object = {}): Sbom {
  return readObject({ spdxVersion: "SPDX-2.3", SPDXID: "SPDXRef-DOCUMENT", packages, ...more });
}

function licensed(licenseDeclared: string): unknown {
  return spdx([{ ...DEB, licenseDeclared }], {
    hasExtractedLicensingInfos: [{ licenseId: "LicenseRef-1", name: "Old Bash" }],
  }).packages[0]?.licenses;
}

function names({ packages }: Sbom): string[] {
  return packages.map(({ name }) => name);
}

describe("SPDX", () => {
  test("tells the system by the URLs of its packages, where they agree", () => {
    expect(spdx([DEB])).toMatchObject({ os: { id: "debian", versionId: "12" }, isOfSystem: true });
    const other = {
      ...DEB,
      externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:deb/ubuntu/x@1?distro=ubuntu-24.04" }],
    };
    expect(spdx([DEB, other]).os).toBeUndefined();
    const leap = {
      ...DEB,
      externalRefs: [
        { referenceType: "purl", referenceLocator: "pkg:rpm/opensuse/x@1?distro=opensuse-leap-15.6" },
      ],
    };
    expect(spdx([leap]).os).toMatchObject({ id: "opensuse-leap", versionId: "15.6" });
  });

  test("keeps apart what an image has and what that was built from", () => {
    const source = {
      name: "bash-5.2.tar.gz",
      SPDXID: "SPDXRef-2",
      externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:generic/bash@5.2" }],
    };
    const relationships = [
      { spdxElementId: "SPDXRef-1", relationshipType: "GENERATED_FROM", relatedSpdxElement: "SPDXRef-2" },
    ];
    expect(names(spdx([DEB, source], { relationships }))).toEqual(["bash"]);
  });

  test("has licences that all apply one by one, and names for those of its own", () => {
    expect(licensed("MIT AND (GPL-2.0-only OR Zlib) AND LicenseRef-1")).toEqual([
      "MIT",
      "GPL-2.0-only OR Zlib",
      "Old Bash",
    ]);
    expect(licensed("MIT AND ISC OR Zlib")).toEqual(["MIT AND ISC OR Zlib"]);
    expect(licensed("NOASSERTION")).toBeUndefined();
    expect(licensed("((((")).toEqual(["(((("]);
  });

  test("says whose a package is, as its maintainer writes it", () => {
    const { packages } = spdx([
      { ...DEB, originator: "Person: Jane Doe (jane@example.com)", supplier: "Organization: Debian" },
    ]);
    expect(packages[0]).toMatchObject({ maintainer: "Jane Doe <jane@example.com>", vendor: "Debian" });
  });

  test("as tag-value has texts of several lines, in which nothing is a tag", () => {
    const document = `SPDXVersion: SPDX-2.2
PackageName: bash
SPDXID: SPDXRef-1
PackageComment: <text>
PackageName: telnet
</text>
PackageVersion: 5.2-1
ExternalRef: PACKAGE_MANAGER purl pkg:deb/debian/bash@5.2-1
FileName: ./PackageVersion
SPDXID: SPDXRef-9
LicenseConcluded: MIT
PackageName: curl\r
PackageVersion: 8\r
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-1
`;
    const sbom = readSbom(Buffer.from(document));
    expect(sbom.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(["bash 5.2-1", "curl 8"]);
    expect(() => readSbom(Buffer.from(document.replace("</text>", "")))).toThrow("has no end");
  });
});
