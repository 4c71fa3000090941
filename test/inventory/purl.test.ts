import { PackageURL } from "packageurl-js";
import { describe, expect, it } from "vitest";
import { packageUrl } from "../../src/inventory/purl.ts";

const debian = { id: "debian", versionId: "12", idLike: [], source: "/etc/os-release" };

describe("a package URL", () => {
  // The standard's own examples: purl-spec, types/deb-definition.json and tests/types.
  it("is that of the standard", () => {
    const { versionId: _, ...unversioned } = debian;
    expect(
      packageUrl(
        "deb",
        { name: "attr", version: "2.4.47-2+b1", epoch: 1, arch: "amd64" },
        { ...unversioned, id: "debian" },
      ),
    ).toBe("pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian");
    const alpine = { ...debian, id: "alpine", versionId: "3.20.1" };
    expect(packageUrl("apk", { name: "curl", version: "7.83.0-r0", arch: "x86" }, alpine)).toBe(
      "pkg:apk/alpine/curl@7.83.0-r0?arch=x86&distro=alpine-3.20.1",
    );
  });

  it("is without a namespace, and without a distribution, where the system is not known", () => {
    expect(packageUrl("deb", { name: "curl", version: "1" }, undefined)).toBe("pkg:deb/curl@1");
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
    const url = packageUrl("deb", { name, version: "1~2:3^4@5#6?7+8", arch: name }, debian);
    expect(url).toMatch(
      /^pkg:deb\/debian\/[A-Za-z0-9%._~:-]+@[A-Za-z0-9%._~:-]+\?arch=[A-Za-z0-9%._~:-]+&distro=debian-12$/,
    );
    const [, , path = ""] = url.split("/");
    expect(decodeURIComponent(path.split("@")[0] ?? "")).toBe(name.toWellFormed());
  });

  it("is read by others as it was meant", () => {
    const url = packageUrl(
      "deb",
      { name: "libstdc++6", version: "12.2.0-14+deb12u1", epoch: 2, arch: "amd64" },
      debian,
    );
    expect(PackageURL.fromString(url)).toMatchObject({
      type: "deb",
      namespace: "debian",
      name: "libstdc++6",
      version: "2:12.2.0-14+deb12u1",
      qualifiers: { arch: "amd64", distro: "debian-12" },
    });
  });
});
