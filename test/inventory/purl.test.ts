import { PackageURL } from "packageurl-js";
import { describe, expect, it } from "vitest";
import { packageUrl } from "../../src/inventory/purl.ts";
import type { FoundPackage } from "../../src/model/file-facts.ts";
import { PACKAGE_TYPES, type PackageType } from "../../src/model/package-types.ts";

const debian = { id: "debian", versionId: "12", idLike: [], source: "/etc/os-release" };
const { versionId: _, ...unversioned } = debian;

function found(
  type: PackageType,
  name: string,
  version = "1",
  more: Partial<FoundPackage> = {},
): FoundPackage {
  return { type, name, version, ...more };
}

describe("a package URL", () => {
  // The standard's own examples: purl-spec, types/deb-definition.json and tests/types.
  it("is that of the standard, for a system's packages", () => {
    expect(packageUrl(found("deb", "attr", "2.4.47-2+b1", { epoch: 1, arch: "amd64" }), unversioned)).toBe(
      "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian",
    );
    const alpine = { ...debian, id: "alpine", versionId: "3.20.1" };
    expect(packageUrl(found("apk", "curl", "7.83.0-r0", { arch: "x86" }), alpine)).toBe(
      "pkg:apk/alpine/curl@7.83.0-r0?arch=x86&distro=alpine-3.20.1",
    );
    const fedora = { ...debian, id: "fedora", versionId: "25" };
    expect(packageUrl(found("rpm", "centerim", "4.22.10-1.el6", { arch: "i686", epoch: 1 }), fedora)).toBe(
      "pkg:rpm/fedora/centerim@4.22.10-1.el6?arch=i686&distro=fedora-25&epoch=1",
    );
    const arch = { ...unversioned, id: "arch" };
    expect(
      packageUrl(found("alpm", "containers-common", "0.47.4-4", { epoch: 1, arch: "x86_64" }), arch),
    ).toBe("pkg:alpm/arch/containers-common@1:0.47.4-4?arch=x86_64&distro=arch");
  });

  // Likewise, and as the type definitions say it in words where there is no example.
  it.each<[PackageType, string, string, string]>([
    ["npm", "@angular/animation", "12.3.1", "pkg:npm/%40angular/animation@12.3.1"],
    ["npm", "JSONStream", "1.3.5", "pkg:npm/jsonstream@1.3.5"],
    [
      "maven",
      "org.apache.xmlgraphics:batik-anim",
      "1.9.1",
      "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1",
    ],
    ["maven", "HTTPClient:HTTPClient", "0.3-3", "pkg:maven/HTTPClient/HTTPClient@0.3-3"],
    ["maven", "no-group", "1", "pkg:maven/no-group@1"],
    ["golang", "github.com/gorilla/context", "v1.1.1", "pkg:golang/github.com/gorilla/context@v1.1.1"],
    ["golang", "github.com/BurntSushi/toml", "v1", "pkg:golang/github.com/burntsushi/toml@v1"],
    ["golang", "stdlib", "1.26.0", "pkg:golang/stdlib@1.26.0"],
    ["pypi", "Django_Allauth", "12.23", "pkg:pypi/django-allauth@12.23"],
    ["pypi", "zope.interface", "5.0", "pkg:pypi/zope-interface@5.0"],
    ["pypi", "a-._-b", "1!2.0+local", "pkg:pypi/a-b@1%212.0%2Blocal"],
    ["composer", "Laravel/Laravel", "5.5.0", "pkg:composer/laravel/laravel@5.5.0"],
    ["nuget", "EnterpriseLibrary.Common", "6.0.1304", "pkg:nuget/EnterpriseLibrary.Common@6.0.1304"],
    ["cargo", "rand", "0.7.2", "pkg:cargo/rand@0.7.2"],
    ["gem", "jruby-launcher", "1.1.2", "pkg:gem/jruby-launcher@1.1.2"],
    ["cran", "A3", "1.0.0", "pkg:cran/A3@1.0.0"],
    ["hex", "Acme/Foo", "2.3.", "pkg:hex/acme/foo@2.3."],
    ["luarocks", "hisham/LuaFileSystem", "1.8.0-1", "pkg:luarocks/hisham/luafilesystem@1.8.0-1"],
    ["otp", "Stdlib", "3.11.2", "pkg:otp/stdlib@3.11.2"],
    ["cpan", "GDT/URI-PackageURL", "2.04", "pkg:cpan/GDT/URI-PackageURL@2.04"],
    ["pub", "flutter-Plugin", "1", "pkg:pub/flutter_plugin@1"],
    ["swift", "github.com/Alamofire/Alamofire", "5.4.3", "pkg:swift/github.com/Alamofire/Alamofire@5.4.3"],
    ["github", "Package-URL/purl-Spec", "244fd47", "pkg:github/package-url/purl-spec@244fd47"],
    ["conda", "absl-py", "0.4.1", "pkg:conda/absl-py@0.4.1"],
    ["ebuild", "app-shells/bash", "5.1_p16", "pkg:ebuild/app-shells/bash@5.1_p16"],
    ["brew", "postgresql@12", "12.17", "pkg:brew/postgresql%4012@12.17"],
    ["bitnami", "WordPress", "6.2.0", "pkg:bitnami/wordpress@6.2.0"],
    ["opam", "git", "3/16.1", "pkg:opam/git@3%2F16.1"],
    ["generic", "busybox", "1.36.1", "pkg:generic/busybox@1.36.1"],
    ["wordpress-plugin", "akismet", "5.3", "pkg:wordpress-plugin/akismet@5.3"],
  ])("is that of the standard: %s %s %s", (type, name, version, expected) => {
    expect(packageUrl(found(type, name, version), debian)).toBe(expected);
  });

  it("has the vendor's name where the vendor itself writes it so", () => {
    const rhel = { ...debian, id: "rhel", versionId: "9.4" };
    expect(packageUrl(found("rpm", "curl", "1-1"), rhel)).toBe("pkg:rpm/redhat/curl@1-1?distro=rhel-9.4");
    const leap = { ...debian, id: "opensuse-leap", versionId: "15.6" };
    expect(packageUrl(found("rpm", "Mesa", "1-1"), leap)).toBe(
      "pkg:rpm/opensuse/Mesa@1-1?distro=opensuse-leap-15.6",
    );
  });

  it("is without a namespace, and without a distribution, where the system is not known", () => {
    expect(packageUrl(found("deb", "curl"), undefined)).toBe("pkg:deb/curl@1");
  });

  it("is the one that the record itself gives, where that is one", () => {
    const given = "pkg:conda/python@3.9.7?build=h70747c6_1&channel=defaults#a/b";
    expect(packageUrl(found("conda", "python", "3.9.7", { purl: given }), debian)).toBe(given);
  });

  it.each([
    "",
    "pkg:",
    "pkg:npm",
    "pkg:npm/",
    "pkg:npm/@1",
    "npm/a",
    "pkg:npm/a b",
    "pkg:npm/a\n::error::",
    "pkg:npm/a%zz",
    "pkg:npm/caf\u00e9",
    "PKG:npm/a",
    "pkg:npm/a?x?y",
  ])("is made of what is known where the record gives none but %j", (purl) => {
    expect(packageUrl(found("npm", "a", "2", { purl }), debian)).toBe("pkg:npm/a@2");
  });

  it.each([
    "a b",
    "a/b",
    "../x",
    "__proto__",
    "\u00a0",
    "caf\u00e9",
    "a'(b)*!",
    "x\n::error::y",
    "\ud800",
    "%41",
  ])("is read back as it was, whatever the name: %j", (name) => {
    const url = packageUrl(found("deb", name, "1~2:3^4@5#6?7+8", { arch: name }), debian);
    expect(url).toMatch(
      /^pkg:deb\/debian\/[A-Za-z0-9%._~:-]+@[A-Za-z0-9%._~:-]+\?arch=[A-Za-z0-9%._~:-]+&distro=debian-12$/,
    );
    const [, , path = ""] = url.split("/");
    expect(decodeURIComponent(path.split("@")[0] ?? "")).toBe(name.toWellFormed());
  });

  it.each(["/", "//", "a//b", "/a", "a/", ":", "a:"])(
    "has no empty part in any type, for the name %j",
    (name) => {
      for (const type of Object.keys(PACKAGE_TYPES) as PackageType[])
        expect(packageUrl(found(type, name), undefined)).toMatch(
          new RegExp(`^pkg:${type}(?:/[A-Za-z0-9%._~:-]+)+@1$`),
        );
    },
  );

  it.each(Object.keys(PACKAGE_TYPES) as PackageType[])(
    "of type %s is read by others as it was meant",
    (type) => {
      const url = packageUrl(found(type, "libc", "2.1", { arch: "amd64" }), undefined);
      // Some types need a namespace, which nobody knows here.
      if (["maven", "swift", "cpan"].includes(type)) return;
      expect(PackageURL.fromString(url)).toMatchObject({
        type,
        name: "libc",
        version: "2.1",
        qualifiers: { arch: "amd64" },
      });
    },
  );
});
