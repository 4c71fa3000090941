import { describe, expect, it } from "vitest";
import { packageUrl } from "../../../src/inventory/purl.ts";
import type { Scope } from "../../../src/model/inventory.ts";
import { catalogueOf } from "../../../src/policy/rules/catalogue.ts";
import { prepareSettings, validateSettings } from "../../../src/policy/settings/validate.ts";
import { loadShippedPolicy } from "../../../src/policy/rules/shipped.ts";

const { rules } = catalogueOf([await loadShippedPolicy()], {
  settings: new Map(),
  extends: "none",
  scope: "all",
});

async function problems(id: string, settings: Record<string, unknown>, scope: Scope = "all") {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`There is no shipped rule ${id}.`);
  return validateSettings(rule, settings, scope);
}

function system(id: string, versionId: string) {
  return { id, versionId, idLike: [], source: "/etc/os-release" };
}

describe("settings that name packages", () => {
  it.each([
    ["packages.required", { packages: ["a", { any: ["a", { name: "b", type: "deb", versions: "> 1:2" }] }] }],
    ["packages.minimum", { packages: [{ name: "openssl", type: "rpm", version: "1:3.0.7-1" }] }],
    ["packages.allowed", { packages: ["a*", { namespace: "debian" }, { type: "deb" }], types: ["deb"] }],
    ["packages.licenses", { denied: ["AGPL-*"], types: ["npm"] }],
    ["packages.duplicates", { types: ["npm"] }],
    ["packages.duplicates", {}],
    ["packages.tools", { kinds: ["shells"], add: ["*-dev"] }],
    ["packages.sources", { signed_by: ["199e2f91fd431d51"], vendors: ["Red Hat, Inc."] }],
    ["os.end_of_life", { days: 30, unknown: "warning", except: ["ubuntu"] }],
    ["base.allowed", { allow: ["debian:12*", { digest: `sha256:${"0".repeat(64)}` }], verified: true }],
    ["labels.patterns", { labels: [{ name: "a.*", pattern: "^x$" }] }],
    ["labels.forbidden", { labels: ["a", { name: "b", reason: "c" }] }],
  ])("%s takes %j", async (id, settings) => {
    expect(await problems(id, settings)).toEqual([]);
  });

  it.each([
    ["packages.required", { packages: [] }],
    ["packages.required", { packages: [{ any: [] }] }],
    ["packages.required", { packages: [{ name: "a", versions: "" }] }],
    ["packages.minimum", { packages: [{ name: "a", version: "" }] }],
    ["packages.minimum", { packages: [{ name: "a", version: "1 || > 0" }] }],
    ["packages.minimum", { packages: [{ name: "telnet amd64", version: "1" }] }],
    ["packages.allowed", { packages: [{}] }],
    ["packages.allowed", { packages: ["a"], types: ["dbe"] }],
    ["packages.licenses", {}],
    ["packages.licenses", { denied: ["MIT OR ISC"] }],
    ["packages.tools", { kinds: ["compiler"] }],
    ["packages.sources", { signed_by: ["fd431d51"] }],
    ["os.end_of_life", { days: -1 }],
    ["base.allowed", { allow: [{}] }],
    ["base.allowed", { allow: [{ digest: "sha256:1" }] }],
    ["labels.patterns", { labels: [{ name: "a", pattern: "(" }] }],
    ["labels.forbidden", { labels: [{ name: "a", effective_on: "tomorrow" }] }],
  ])("%s refuses %j", async (id, settings) => {
    expect((await problems(id, settings)).length).toBeGreaterThan(0);
  });

  it.each([
    [
      "packages.minimum",
      { packages: [{ name: "a", type: "apk", version: "1:3" }] },
      ["packages", 0, "version"],
    ],
    [
      "packages.required",
      { packages: ["a", { any: ["b", { name: "c", type: "apk", versions: "> 1:3" }] }] },
      ["packages", 1, "any", 1, "versions"],
    ],
    ["packages.allowed", { packages: [{ type: "deb", versions: "< v1" }] }, ["packages", 0, "versions"]],
    ["os.allowed", { allow: [{ id: "debian", versions: ">= 12_rc1" }] }, ["allow", 0, "versions"]],
  ])("%s compares by the order of the type: %j", async (id, settings, path) => {
    expect(await problems(id, settings)).toEqual([
      expect.objectContaining({ code: "version.bad-range", path }),
    ]);
  });

  it("has no floor under versions that nobody can compare", async () => {
    const [problem] = await problems("packages.minimum", {
      packages: [{ name: "a", type: "oci", version: "1" }],
    });
    expect(problem).toMatchObject({ code: "config.no-order", path: ["packages", 0, "version"] });
  });

  it.each([
    ["packages.required", { packages: [{ any: [{ name: "lodash", type: "npm" }] }] }],
    ["packages.minimum", { packages: [{ name: "lodash", type: "npm", version: "4.17.21" }] }],
    ["packages.duplicates", { types: ["deb", "npm"] }],
    ["packages.licenses", { denied: ["MIT"], types: ["npm"] }],
    ["packages.allowed", { packages: ["a"], types: ["npm"] }],
  ])("%s is not judged of what --scope os does not look for: %j", async (id, settings) => {
    expect(await problems(id, settings, "os")).toEqual([expect.objectContaining({ code: "config.scope" })]);
    expect(await problems(id, settings, "all")).toEqual([]);
  });

  it("may allow what --scope os does not look for", async () => {
    expect(await problems("packages.allowed", { packages: [{ type: "npm" }, "a"] }, "os")).toEqual([]);
  });
});

describe("bans of rpms by package URL", () => {
  const found = { type: "rpm", name: "openssl", version: "3.0.7-1.el9", arch: "x86_64", epoch: 1 } as const;

  it.each([
    ["rhel", "9.4"],
    ["opensuse-leap", "15.6"],
    ["opensuse-tumbleweed", "20261101"],
    ["fedora", "41"],
    ["sles", "15.6"],
  ])("takes the very URL that the inventory of a system %s has", async (id, versionId) => {
    const purl = packageUrl(found, system(id, versionId));
    expect(await problems("packages.banned", { packages: [{ purl }] })).toEqual([]);
    const prepared = await prepareSettings(
      { id: "packages.banned", origin: "shipped" },
      { packages: [{ purl }] },
    );
    const [namespace = ""] = purl.slice("pkg:rpm/".length).split("/");
    const qualifiers = { arch: "arch=x86_64", distro: `distro=${id}-${versionId}` };
    expect(prepared).toEqual({
      packages: [
        { purl, name: "openssl", type: "rpm", versions: "= 1:3.0.7-1.el9", url: { namespace, qualifiers } },
      ],
    });
  });

  it("means any epoch where it says none", async () => {
    const settings = { packages: [{ purl: "pkg:rpm/redhat/openssl@3.0.7-1.el9" }] };
    const prepared = await prepareSettings({ id: "packages.banned", origin: "shipped" }, settings);
    expect(prepared).toMatchObject({
      packages: [{ versions: "= 3.0.7-1.el9", url: { namespace: "redhat", any_epoch: true } }],
    });
  });

  it.each([
    ["pkg:rpm/rhel/openssl", 'have "redhat"'],
    ["pkg:rpm/opensuse-leap/openssl", 'have "opensuse"'],
    ["pkg:rpm/redhat/openssl?distro=fedora-41", "none of redhat's"],
    ["pkg:rpm/fedora/openssl?distro=rhel-9", 'the distro "rhel-9"'],
    ["pkg:rpm/redhat/openssl@1?epoch=one", 'the epoch "one"'],
    ["pkg:deb/debian/openssl@1?epoch=1", 'the epoch "1"'],
  ])("refuses %s, which no inventory has", async (purl, message) => {
    const [problem] = await problems("packages.banned", { packages: [{ purl }] });
    expect(problem).toMatchObject({ code: "config.bad-purl", path: ["packages", 0, "purl"] });
    expect(problem?.message).toContain(message);
  });
});
