import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/model/inventory.ts";
import { catalogueOf } from "../../../src/policy/rules/catalogue.ts";
import type { SettingsProblem } from "../../../src/policy/settings/settings.ts";
import { validateSettings as validate } from "../../../src/policy/settings/validate.ts";
import { loadShippedPolicy } from "../../../src/policy/rules/shipped.ts";

const { rules } = catalogueOf([await loadShippedPolicy()], {
  settings: new Map(),
  extends: "none",
  scope: "all",
});

function validateSettings(
  id: string,
  settings: Record<string, unknown>,
  scope: Scope,
): Promise<readonly SettingsProblem[]> {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`There is no shipped rule ${id}.`);
  return validate(rule, settings, scope);
}

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
    [
      "packages.banned",
      { packages: "telnet" },
      ["packages"],
      'packages is the text "telnet", where a list is expected: ["telnet"].',
    ],
    [
      "packages.banned",
      { packages: ["a", 7] },
      ["packages", 1],
      "packages[1] is 7, where text or a map of keys and values is expected: put it into quotes.",
    ],
    ["packages.banned", { packages: [{ type: "deb" }] }, ["packages", 0], 'packages[0] lacks "name"'],
    ["labels.required", { labels: [{ pattern: "x" }] }, ["labels", 0], 'labels[0] lacks "name"'],
    [
      "os.allowed",
      { allow: ["debian"] },
      ["allow", 0],
      'allow[0] is the text "debian", where a map of keys and values is expected',
    ],
    [
      "os.allowed",
      { allow: [{ id: "Debian" }] },
      ["allow", 0, "id"],
      'allow[0].id is "Debian", which does not match ^[a-z0-9._-]+$',
    ],
  ])("%s: %j", async (rule, settings, path, message) => {
    const problem = await first(rule, settings);
    expect(problem).toMatchObject({ code: "config.invalid", path, at: "value" });
    expect(problem?.message).toContain(message);
  });

  it("name an unknown key, the nearest one and all that there are", async () => {
    const problem = await first("packages.banned", { packages: [{ name: "a", verions: "< 1" }] });
    expect(problem).toMatchObject({
      code: "config.unknown-key",
      message: 'packages[0] has an unknown key "verions". Did you mean "versions"?',
      hint: expect.stringMatching(/^It may have: .*\bname\b.*\bversions\./) as string,
      path: ["packages", 0, "verions"],
      at: "key",
    });
    expect(
      (await first("packages.banned", { packages: [{ purl: "pkg:deb/a/b", versions: "< 1" }] }))?.hint,
    ).toContain("purl, reason.");
    expect((await first("os.allowed", { alow: [], allow: [{ id: "a" }] }))?.path).toEqual(["alow"]);
    // Not that "allow" is missing.
    expect((await first("os.allowed", { alow: [{ id: "a" }] }))?.message).toContain('Did you mean "allow"?');
  });

  it.each([
    ["< 3.0.11 < 4", undefined, "is not one version"],
    ["~> 3", undefined, '"~>" is not one of'],
    ["< v3", "deb", '"v3" is not a Debian version'],
    ["< 1:3", "apk", '"1:3" is not an Alpine version'],
    ["< é", undefined, '"é" is no version to any package manager'],
  ])("refuse the range %j of type %s", async (versions, type, message) => {
    const ban = type === undefined ? { name: "x", versions } : { name: "x", versions, type };
    const problem = await first("packages.banned", { packages: ["a", ban] });
    expect(problem).toMatchObject({ path: ["packages", 1, "versions"] });
    expect(problem?.message).toContain(message);
  });

  it.each([
    { name: "event-stream", type: "nmp" },
    { purl: "pkg:debian/telnet@1" },
    { name: "x", type: "toString" },
  ])("refuse a ban on what is not read: %j", async (ban) => {
    const problem = await first("packages.banned", { packages: [ban] });
    expect(problem?.message).toContain("deb, apk, rpm");
    if (ban.type === "nmp") expect(problem?.message).toContain('did you mean "npm"?');
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
    ["pkg:deb", "is no package URL"],
    ["pkg:deb/debian/openssl@1#doc", "has a subpath (#doc)"],
  ])("refuse %j as a package URL", async (purl, message) => {
    const problem = await first("packages.banned", { packages: [{ purl }] });
    expect(problem).toMatchObject({ path: ["packages", 0, "purl"] });
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
    const code = "config.invalid";
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
    expect(problem?.message).toContain('{ purl: "pkg:deb/debian/telnet" }');
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
    ["(", "missing closing )"],
    ["a**", "invalid nested repetition operator"],
    ["[", "missing closing ]"],
    ["(?!x)", "neither looks around"],
    [String.raw`(a)\1`, "nor refers back"],
    [String.raw`\u0041`, "invalid escape sequence"],
    // JavaScript reads it, and RE2 does not: it repeats 1,000 times at most.
    ["x{1001}", "invalid repeat count"],
  ])("refuse %j as a pattern", async (pattern, message) => {
    const problem = await first("labels.required", { labels: [{ name: "a", pattern }] });
    expect(problem).toMatchObject({ code: "config.invalid", path: ["labels", 0, "pattern"] });
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
