import { describe, expect, it } from "vitest";
import { prepareSettings } from "../../../src/policy/settings/validate.ts";

const BANNED = { id: "packages.banned", origin: "shipped" };

describe("prepared settings", () => {
  it.each([
    ["pkg:npm/%40babel/core@7.0.0", { name: "@babel/core", versions: "= 7.0.0", url: { qualifiers: {} } }],
    ["pkg:maven/org.yaml/snakeyaml", { name: "org.yaml:snakeyaml", url: { qualifiers: {} } }],
    ["pkg:golang/golang.org/x/net@v0.1.0", { name: "golang.org/x/net", url: { qualifiers: {} } }],
    ["pkg:hex/acme/foo", { name: "acme/foo", url: { qualifiers: {} } }],
    ["pkg:docker/library/nginx", { name: "library/nginx", url: { qualifiers: {} } }],
    ["pkg:ebuild/dev-lang/python", { name: "python", url: { namespace: "dev-lang", qualifiers: {} } }],
    ["pkg:rpm/fedora/curl", { name: "curl", url: { namespace: "fedora", qualifiers: {} } }],
  ])("put the namespace of %s where its ecosystem has it", async (purl, expected) => {
    const prepared = await prepareSettings(BANNED, { packages: [{ purl }] });
    expect(prepared).toMatchObject({ packages: [expected] });
  });

  it("take package URLs apart as the inventory writes them", async () => {
    const reason = "because";
    const packages = [
      "a",
      { name: "b" },
      { purl: "pkg:deb/debian/G++@4:12.2+x-3?distro=debian-12&arch=amd64", reason },
    ];
    expect(await prepareSettings(BANNED, { packages })).toEqual({
      packages: [
        "a",
        { name: "b" },
        {
          purl: "pkg:deb/debian/G++@4:12.2+x-3?distro=debian-12&arch=amd64",
          reason,
          name: "g++",
          type: "deb",
          versions: "= 4:12.2+x-3",
          url: {
            namespace: "debian",
            qualifiers: { arch: "arch=amd64", distro: "distro=debian-12" },
          },
        },
      ],
    });
  });
});
