import { describe, expect, it } from "vitest";
import { prepareSettings, validateSettings } from "../../src/policy/settings/validate.ts";

async function first(rule: string, settings: Record<string, unknown>) {
  const [problem] = await validateSettings(rule, settings, "all");
  return problem;
}

describe("settings that are right", () => {
  it.each([
    ["packages.banned", { packages: ["telnet", "lib*", "g++"] }],
    [
      "packages.banned",
      { packages: [{ name: "openssl", type: "deb", versions: "< 1:3.0.11~rc1", reason: "CVE" }] },
    ],
    ["packages.banned", { packages: [{ name: "openssl", versions: "< 3.0.11_rc1" }] }],
    [
      "packages.banned",
      {
        packages: [
          { purl: "pkg:deb/debian/openssl@1:3.0.1?arch=amd64", reason: "r" },
          { purl: "pkg:apk/alpine/busybox" },
        ],
      },
    ],
    [
      "labels.required",
      { labels: ["a", { name: "b" }, { name: "c", pattern: String.raw`(?i)^https://[^/\]]+/(?P<x>\d+)$` }] },
    ],
    [
      "os.allowed",
      {
        allow: [
          { id: "debian", versions: ">= 12" },
          { id: "alpine", versions: ">= 3.20_rc1" },
          { id: "wolfi" },
        ],
      },
    ],
    ["main", { anything: [1, null] }],
  ])("%s takes %j", async (rule, settings) => {
    expect(await validateSettings(rule, settings, "all")).toEqual([]);
  });
});

describe("settings that are wrong", () => {
  it.each([
    ["packages.banned", {}, [], 'the rule lacks "packages"'],
    [
      "packages.banned",
      { packages: [] },
      ["packages"],
      "packages is an empty list, so the rule would judge nothing",
    ],
    ["packages.banned", { packages: "telnet" }, ["packages"], "packages must be array"],
    ["packages.banned", { packages: ["a", 7] }, ["packages", 1], "packages[1] must be string,object"],
    ["packages.banned", { packages: [{ type: "deb" }] }, ["packages", 0], 'packages[0] lacks "name"'],
    ["labels.required", { labels: [{ pattern: "x" }] }, ["labels", 0], 'labels[0] lacks "name"'],
    ["os.allowed", { allow: ["debian"] }, ["allow", 0], "allow[0] must be object"],
    ["os.allowed", { allow: [{ id: "Debian" }] }, ["allow", 0, "id"], "allow[0].id must match pattern"],
  ])("%s: %j", async (rule, settings, path, message) => {
    const problem = await first(rule, settings);
    expect(problem).toMatchObject({ code: "config.invalid", path, at: "value" });
    expect(problem?.message).toContain(message);
  });

  it("name an unknown key, the nearest one and all that there are", async () => {
    const problem = await first("packages.banned", { packages: [{ name: "a", verions: "< 1" }] });
    expect(problem).toEqual({
      code: "config.unknown-key",
      message: 'packages[0] has an unknown key "verions". Did you mean "versions"?',
      hint: "It may have: name, type, versions, reason.",
      path: ["packages", 0, "verions"],
      at: "key",
    });
    expect(
      (await first("packages.banned", { packages: [{ purl: "pkg:deb/a/b", versions: "< 1" }] }))?.hint,
    ).toBe("It may have: purl, reason.");
    expect((await first("os.allowed", { alow: [], allow: [{ id: "a" }] }))?.path).toEqual(["alow"]);
    // Not that "allow" is missing.
    expect((await first("os.allowed", { alow: [{ id: "a" }] }))?.message).toContain('Did you mean "allow"?');
  });

  it.each([
    ["< 3.0.11 < 4", undefined, "is not one version"],
    ["~> 3", undefined, '"~>" is not one of'],
    ["< v3", "deb", '"v3" is not a Debian version'],
    ["< 1:3", "apk", '"1:3" is not an Alpine version'],
    [
      "< é",
      undefined,
      '"é" is not a Debian version, [epoch:]upstream[-revision], and "é" is not an Alpine version',
    ],
  ])("refuse the range %j of type %s", async (versions, type, message) => {
    const ban = type === undefined ? { name: "x", versions } : { name: "x", versions, type };
    const problem = await first("packages.banned", { packages: ["a", ban] });
    expect(problem).toMatchObject({ code: "version.bad-range", path: ["packages", 1, "versions"] });
    expect(problem?.message).toContain(message);
  });

  it("refuse a range of VERSION_ID by that system's own order", async () => {
    const problem = await first("os.allowed", { allow: [{ id: "debian", versions: ">= 12_rc1" }] });
    expect(problem).toMatchObject({ code: "version.bad-range", path: ["allow", 0, "versions"] });
  });

  it.each([
    { name: "event-stream", type: "nmp" },
    { purl: "pkg:debian/telnet@1" },
    { name: "x", type: "toString" },
  ])("refuse a ban on what is not read: %j", async (ban) => {
    const problem = await first("packages.banned", { packages: [ban] });
    expect(problem?.code).toBe("config.unread-type");
    expect(problem?.hint).toContain("deb, apk, rpm");
    if (ban.type === "nmp") expect(problem?.message).toContain('Did you mean "npm"?');
  });

  it("take names as the languages write them", async () => {
    const names = [
      "@babel/core",
      "golang.org/x/net",
      "symfony/http-kernel",
      "org.yaml:snakeyaml",
      "@types/*",
    ];
    expect(await validateSettings("packages.banned", { packages: names }, "all")).toEqual([]);
  });

  it.each([{ name: "lodash", type: "npm" }, { purl: "pkg:pypi/requests" }])(
    "refuse a ban on what --scope os does not look for: %j",
    async (ban) => {
      const [problem] = await validateSettings("packages.banned", { packages: ["a", ban] }, "os");
      expect(problem).toMatchObject({ code: "config.scope", path: ["packages", 1] });
      const bans = ["lodash", { name: "telnet", type: "deb" }, { purl: "pkg:rpm/fedora/curl" }];
      expect(await validateSettings("packages.banned", { packages: bans }, "os")).toEqual([]);
    },
  );

  it("refuse a range for a type whose versions nobody can compare", async () => {
    const problem = await first("packages.banned", {
      packages: [{ name: "a", type: "oci", versions: "< 1" }],
    });
    expect(problem).toMatchObject({ code: "config.no-order", path: ["packages", 0, "versions"] });
  });

  it.each([
    ["openssl", 'missing required "pkg" scheme'],
    ["pkg:deb", "is not a package URL"],
    ["pkg:deb/debian/openssl@1#doc", "has a subpath (#doc)"],
  ])("refuse %j as a package URL", async (purl, message) => {
    const problem = await first("packages.banned", { packages: [{ purl }] });
    expect(problem).toMatchObject({ code: "config.bad-purl", path: ["packages", 0, "purl"] });
    expect(problem?.message).toContain(message);
  });

  it.each([
    "",
    "telnet ",
    "lib[ab]",
    "telnet:amd64",
    "telnet=0.17",
    "telnet@0.17",
    "a:b:c",
    "/telnet",
    "t\u0435lnet",
  ])("refuse a name that no package can have, and so would ban nothing: %j", async (name) => {
    const code = "config.bad-name";
    expect(await first("packages.banned", { packages: [name] })).toMatchObject({
      code,
      path: ["packages", 0],
    });
    expect(await first("packages.banned", { packages: ["a", { name }] })).toMatchObject({
      code,
      path: ["packages", 1, "name"],
    });
  });

  it("refuse a package URL in the place of a name, and say where it goes", async () => {
    const problem = await first("packages.banned", { packages: ["pkg:deb/debian/telnet"] });
    expect(problem?.code).toBe("config.bad-name");
    expect(problem?.hint).toContain('{ purl: "pkg:deb/debian/telnet" }');
  });

  it.each([
    ["pkg:deb/debian/tel*", 'names "tel*"'],
    ["pkg:deb/debian/telnet%3Aamd64", 'names "telnet:amd64"'],
    ["pkg:deb/a/b/telnet", 'the namespace "a/b"'],
    ["pkg:deb/debian/telnet?vers=1", 'the qualifier "vers"'],
    ["pkg:deb/debian/telnet?distro=bookworm", 'the distro "bookworm"'],
  ])("refuse the package URL %j, which no package could have", async (purl, message) => {
    const problem = await first("packages.banned", { packages: [{ purl }] });
    expect(problem).toMatchObject({ code: "config.bad-purl", path: ["packages", 0, "purl"] });
    expect(problem?.message).toContain(message);
  });

  it("refuse a package URL whose version is none in its type's order", async () => {
    expect(await first("packages.banned", { packages: [{ purl: "pkg:deb/debian/a@v1" }] })).toMatchObject({
      code: "version.bad-range",
      path: ["packages", 0, "purl"],
    });
  });

  it.each([
    ["(", "Unterminated group"],
    ["a**", "Nothing to repeat"],
    ["[", "Unterminated character class"],
    ["(?!x)", "looks around"],
    ["(?<=x)y", "looks around"],
    [String.raw`(a)\1`, "refers back"],
    [String.raw`\u0041`, "does not have"],
  ])("refuse %j as a pattern", async (pattern, message) => {
    const problem = await first("labels.required", { labels: [{ name: "a", pattern }] });
    expect(problem).toMatchObject({ code: "config.bad-pattern", path: ["labels", 0, "pattern"] });
    expect(problem?.message).toContain(message);
  });

  it("do not mistake a literal parenthesis for a construct", async () => {
    for (const pattern of [String.raw`\(?!x`, "[(?!]", String.raw`\\1`]) {
      expect(await validateSettings("labels.required", { labels: [{ name: "a", pattern }] }, "all")).toEqual(
        [],
      );
    }
  });
});

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
    const prepared = await prepareSettings("packages.banned", { packages: [{ purl }] });
    expect(prepared).toMatchObject({ packages: [expected] });
  });

  it("take package URLs apart as the inventory writes them", async () => {
    const reason = "because";
    const packages = [
      "a",
      { name: "b" },
      { purl: "pkg:deb/debian/G++@4:12.2+x-3?distro=debian-12&arch=amd64", reason },
    ];
    expect(await prepareSettings("packages.banned", { packages })).toEqual({
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
