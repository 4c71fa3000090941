import { describe, expect, it } from "vitest";
import { packageUrl } from "../../src/inventory/purl.ts";
import type { Inventory, OperatingSystem, Package } from "../../src/model/inventory.ts";
import { alpine, debian, inventory } from "./inventory.ts";
import { judge, messages, shipped } from "./judge-shipped.ts";

const REDHAT: OperatingSystem = { id: "rhel", versionId: "9.4", idLike: [], source: "/etc/os-release" };

function rpm(name: string, version: string, epoch?: number): Package {
  const known = {
    type: "rpm" as const,
    name,
    version,
    arch: "x86_64",
    ...(epoch === undefined ? {} : { epoch }),
  };
  return { ...known, purl: packageUrl(known, REDHAT), locations: [{ path: "/var/lib/rpm/rpmdb.sqlite" }] };
}

function floors(image: Inventory, ...packages: object[]): Promise<string[]> {
  return messages("packages.minimum", { packages }, image);
}

describe("bans of rpms by package URL", () => {
  const openssl = rpm("openssl", "3.0.7-1.el9", 1);
  const image = inventory({ os: REDHAT, packages: [openssl, rpm("bash", "5.1-6.el9")] });
  const met = async (purl: string) =>
    (await judge("packages.banned", { packages: [{ purl }] }, image)).length;

  it.each([
    [openssl.purl, 1],
    ["pkg:rpm/redhat/openssl@3.0.7-1.el9?epoch=1", 1],
    ["pkg:rpm/redhat/openssl@3.0.7-1.el9", 1],
    ["pkg:rpm/redhat/openssl@1:3.0.7-1.el9", 1],
    ["pkg:rpm/redhat/openssl?distro=rhel-9.4", 1],
    ["pkg:rpm/redhat/openssl@3.0.7-1.el9?epoch=0", 0],
    ["pkg:rpm/redhat/openssl@3.0.8-1.el9", 0],
    ["pkg:rpm/redhat/openssl?distro=rhel-8", 0],
    ["pkg:rpm/redhat/bash@5.1-6.el9?epoch=0", 1],
    ["pkg:rpm/fedora/openssl", 0],
  ])("%s meets %i", async (purl, count) => {
    expect(await met(purl)).toBe(count);
  });
});

describe("versions of packages", () => {
  const image = inventory({
    packages: [debian("openssl", "3.0.9-1", { epoch: 1 }), alpine("busybox", "1.36.1-r5")],
  });

  it("have a floor in the order of their own package manager", async () => {
    expect(await floors(image, { name: "openssl", version: "1:3.0.10" })).toEqual([
      "openssl 1:3.0.9-1 (deb, amd64) is older than 1:3.0.10, the lowest version that is allowed",
    ]);
    expect(await floors(image, { name: "openssl", version: "3.0.10" })).toEqual([]);
    expect(await floors(image, { name: "busybox", type: "apk", version: "1.36.1-r5" })).toEqual([]);
  });

  it.each([
    ["packages.minimum", { packages: [{ name: "busybox", version: "1:2" }] }],
    ["packages.required", { packages: [{ name: "busybox", versions: "> 1:2" }] }],
    ["packages.allowed", { packages: [{ name: "busybox", versions: "> 1:2" }] }],
  ])("that nobody can compare are no pass to %s", async (rule, settings) => {
    await expect(judge(rule, settings, image)).rejects.toMatchObject({ code: "policy.builtin-failed" });
  });
});

describe("os.end_of_life", () => {
  const image = inventory({ os: { ...REDHAT, endOfLife: "2032-05-31" } });
  const found = (day: string, settings = {}) =>
    judge("os.end_of_life", settings, image, new Date(`${day}T12:00:00Z`));

  it("warns ahead of the day, and fails after it", async () => {
    expect(await found("2032-03-01")).toEqual([]);
    expect(await found("2032-05-01")).toMatchObject([{ severity: "warning", subject: "rhel@9.4" }]);
    expect(await found("2032-06-02")).toMatchObject([{ severity: "error", subject: "rhel@9.4" }]);
  });

  it("judges no system of which no day is known, unless it is told to", async () => {
    const rolling = inventory({ os: { id: "arch", idLike: [], source: "/etc/os-release" } });
    expect(await judge("os.end_of_life", {}, rolling)).toEqual([]);
    expect(await judge("os.end_of_life", { unknown: "note" }, rolling)).toMatchObject([{ severity: "note" }]);
    expect(await judge("os.end_of_life", {}, inventory())).toEqual([]);
  });
});

it("no rule about packages, labels, the system or the base asks for what takes long to find out", () => {
  const asking = shipped.rules.filter(
    ({ id, asks = [] }) => /^(?:packages|labels|os|base)\./.test(id) && asks.length > 0,
  );
  expect(asking.map(({ id }) => id)).toEqual([]);
});

it("thousands of packages of one image are judged without comparing each with each", async () => {
  const packages = Array.from({ length: 10_000 }, (_, index) => debian(`lib-${index}`, `1.${index}`));
  const started = process.cpuUsage();
  const settings = { packages: ["lib-*", { name: "*-9999", versions: "> 1" }] };
  expect(await judge("packages.required", settings, inventory({ packages }))).toEqual([]);
  expect(await judge("packages.allowed", settings, inventory({ packages }))).toEqual([]);
  // A quarter of a second on an idle machine; each with each takes minutes.
  expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
});
