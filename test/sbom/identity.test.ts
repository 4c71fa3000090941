import { describe, expect, test } from "vitest";
import type { Package } from "../../src/model/inventory.ts";
import { identify } from "../../src/sbom/identity.ts";

describe("a package URL tells", () => {
  test.each<[string, Partial<Package>]>([
    [
      "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&upstream=glibc",
      { type: "deb", name: "libc6", version: "2.36-9+deb12u10", arch: "amd64", source: { name: "glibc" } },
    ],
    ["pkg:deb/debian/tzdata@1:2024a-0?arch=all", { version: "2024a-0", epoch: 1 }],
    ["pkg:deb/debian/tzdata@1%3A2024a-0", { version: "2024a-0", epoch: 1 }],
    [
      "pkg:rpm/fedora/bind@9.18-3.fc40?arch=x86_64&epoch=32&upstream=bind-9.18-3.fc40.src.rpm",
      { type: "rpm", version: "9.18-3.fc40", epoch: 32, source: { name: "bind", version: "9.18-3.fc40" } },
    ],
    [
      "pkg:apk/alpine/ssl_client@1.36.1-r5?upstream=busybox%401.36.1-r5",
      { type: "apk", source: { name: "busybox", version: "1.36.1-r5" } },
    ],
    ["pkg:alpine/musl@1.2.4", { type: "apk", name: "musl" }],
    ["pkg:npm/%40babel/core@7.1.0", { type: "npm", name: "@babel/core", version: "7.1.0" }],
    ["pkg:npm/@babel/core@7.1.0", { name: "@babel/core", version: "7.1.0" }],
    ["pkg:npm/@babel/core", { name: "@babel/core", version: "" }],
    ["pkg:maven/org.apache/log4j-core@2.1?type=jar", { type: "maven", name: "org.apache:log4j-core" }],
    [
      "pkg:golang/golang.org/x/net@v0.1.0#http2",
      { type: "golang", name: "golang.org/x/net", version: "v0.1.0" },
    ],
    ["pkg:composer/laravel/framework@5.5", { type: "composer", name: "laravel/framework" }],
    ["pkg:githubactions/actions/checkout@v4", { type: "generic", name: "checkout", version: "v4" }],
    ["pkg:PyPI/PyYAML@6.0", { type: "pypi", name: "PyYAML" }],
    ["pkg://npm/x@1", { type: "npm", name: "x" }],
    ["pkg:npm/%zz@1%", { name: "%zz", version: "1%" }],
  ])("%s", (purl, expected) => {
    expect(identify(purl, { name: "", version: "" })).toMatchObject({ ...expected, purl });
  });

  test("nothing of how a package spells its own name: that is the document's", () => {
    expect(identify("pkg:pypi/ruamel-yaml@1", { name: "ruamel.yaml", version: "1" }).name).toBe(
      "ruamel.yaml",
    );
    expect(identify("pkg:pypi/pyyaml@1", { name: "something else", version: "1" }).name).toBe("pyyaml");
  });

  test("nothing where it is none", () => {
    const unknown = { type: "generic", name: "a b", version: "1:2", purl: "pkg:generic/a%20b@1:2" };
    expect(identify("not a purl", { name: "a b", version: "1:2" })).toEqual(unknown);
  });
});
