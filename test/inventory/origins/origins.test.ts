import { describe, expect, it } from "vitest";
import { ALPINE_OS_RELEASE, apkStanza, debStanza } from "../../support/image.ts";
import { directory, file, symlink, type TarMember } from "../../support/tar.ts";
import {
  databaseSteps,
  debianSteps,
  originGaps,
  originsOf,
  STATUS,
  status,
  stepOfEach,
} from "./debian-steps.ts";

describe("a package belongs to the step since which it is there without a break:", () => {
  it.each<[string, (readonly TarMember[])[], Record<string, number>, number]>([
    ["installed", [[status("a")], [status("a", "b")]], { a: 0, b: 1 }, 1],
    ["installed in one step of many", [[status("a")], [status("a", "b")], [file("x")]], { a: 0, b: 1 }, 1],
    ["upgraded", [[status("a 1.0-1", "b")], [status("a 1.1-1", "b")]], { "a 1.1-1:amd64": 1, b: 0 }, 1],
    ["upgraded by an epoch alone", [[status("a 1.0-1")], [status("a 1:1.0-1")]], { a: 1 }, 1],
    [
      "removed, and installed again in the same version",
      [[status("a", "b")], [status("b")], [status("a", "b")]],
      { a: 2, b: 0 },
      2,
    ],
    [
      "removed but for its configuration, and installed again",
      [
        [status("a", "b")],
        [
          file(
            STATUS,
            debStanza("a").replace("install ok installed", "deinstall ok config-files") + debStanza("b"),
          ),
        ],
        [status("a", "b")],
      ],
      { a: 2, b: 0 },
      2,
    ],
    ["upgraded, and back again", [[status("a")], [status("a 1.1-1")], [status("a")]], { a: 2 }, 2],
    ["its database emptied, and filled again", [[status("a")], [file(STATUS)], [status("a")]], { a: 2 }, 2],
    [
      "its database removed, and written again",
      [[status("a")], [file("var/lib/dpkg/.wh.status")], [status("a")]],
      { a: 2 },
      2,
    ],
    [
      "its database removed and written again in one step",
      [[status("a")], [file("var/lib/dpkg/.wh.status"), status("a")]],
      { a: 0 },
      0,
    ],
    [
      "its folder made opaque, with the same database in it",
      [[status("a")], [file("var/lib/dpkg/.wh..wh..opq"), status("a")], [file("x")]],
      { a: 0 },
      0,
    ],
    [
      "its folder made opaque and empty, and filled again",
      [[status("a")], [file("var/lib/dpkg/.wh..wh..opq")], [status("a")]],
      { a: 2 },
      2,
    ],
    [
      "its database written again, the same (chown, touch)",
      [[status("a")], [status("a", "b")], [status("a", "b")]],
      { a: 0, b: 1 },
      1,
    ],
    [
      "its database written again in another order",
      [[status("a", "b")], [status("b", "a")]],
      { a: 0, b: 0 },
      1,
    ],
    [
      "half-configured at first",
      [[file(STATUS, debStanza("a").replace("ok installed", "ok half-configured"))], [status("a")]],
      { a: 0 },
      1,
    ],
    [
      "of another architecture",
      [[status("a")], [file(STATUS, debStanza("a").replace("amd64", "i386"))]],
      { "a 1.0-1:i386": 1 },
      1,
    ],
    [
      "of a second architecture beside the first",
      [[status("a")], [file(STATUS, debStanza("a") + debStanza("a").replace("amd64", "i386"))]],
      { a: 0, "a 1.0-1:i386": 1 },
      1,
    ],
    [
      "under steps that only make a folder (WORKDIR)",
      [[directory("app")], [status("a")], [directory("app/x")], [directory("app/y")]],
      { a: 1 },
      1,
    ],
  ])("%s", async (_what, layers, expected, databaseStep) => {
    const inventory = await originsOf(debianSteps(...layers));
    expect(stepOfEach(inventory)).toEqual(expected);
    expect(databaseSteps(inventory)).toEqual({ [`/${STATUS}`]: databaseStep });
    expect(originGaps(inventory)).toEqual([]);
  });

  it("with the instruction of its step, steps that made no layer counted", async () => {
    const [bottom = {}, top = {}] = debianSteps([status("a")], [status("a", "b")]);
    const { packages } = await originsOf([bottom, { createdBy: "ENV x=y" }, top, { createdBy: "CMD b" }]);
    expect(packages.map(({ introducedIn }) => introducedIn)).toEqual([
      { layer: 0, createdBy: "RUN step 0" },
      { layer: 2, createdBy: "RUN step 1" },
    ]);
  });

  it("and where the history does not fit the layers, without an instruction", async () => {
    const steps = debianSteps([status("a")]).map(({ members = [] }) => ({ members }));
    expect((await originsOf(steps)).packages[0]?.introducedIn).toEqual({ layer: 0 });
  });
});

describe("a database that is reached by links", () => {
  it("stays the same where it moves, and the packages with it", async () => {
    const moved = [file("opt/db", debStanza("a")), symlink(STATUS, "/opt/db")];
    const inventory = await originsOf(debianSteps([status("a")], moved));
    expect(stepOfEach(inventory)).toEqual({ a: 0 });
    expect(databaseSteps(inventory)).toEqual({ "/opt/db": 0 });
  });

  it("is another one where the link leads to other packages", async () => {
    const other = [file("opt/db", debStanza("b"))];
    const inventory = await originsOf(debianSteps([status("a"), ...other], [symlink(STATUS, "/opt/db")]));
    expect(stepOfEach(inventory)).toEqual({ b: 1 });
    expect(databaseSteps(inventory)).toEqual({ "/opt/db": 1 });
  });

  it("stays the same where /lib is made as a link to /usr/lib", async () => {
    const os = file("etc/os-release", ALPINE_OS_RELEASE);
    const inventory = await originsOf([
      { members: [os, file("usr/lib/apk/db/installed", apkStanza("musl"))] },
      { members: [symlink("lib", "usr/lib")] },
    ]);
    expect(stepOfEach(inventory)).toEqual({ "musl 1.0-r0:x86_64": 0 });
    expect(databaseSteps(inventory)).toEqual({ "/usr/lib/apk/db/installed": 0 });
  });

  it("stays the same where /lib becomes a link to /usr/lib", async () => {
    const os = file("etc/os-release", ALPINE_OS_RELEASE);
    const installed = apkStanza("musl");
    const merged = [file(".wh.lib"), file("usr/lib/apk/db/installed", installed), symlink("lib", "usr/lib")];
    const inventory = await originsOf([
      { members: [os, file("lib/apk/db/installed", installed)] },
      { members: merged },
      { members: [file("usr/lib/apk/db/installed", installed + apkStanza("curl"))] },
    ]);
    expect(stepOfEach(inventory)).toEqual({ "curl 1.0-r0:x86_64": 2, "musl 1.0-r0:x86_64": 0 });
    expect(databaseSteps(inventory)).toEqual({ "/usr/lib/apk/db/installed": 2 });
  });
});

/** A file of `status.d`. */
function record(name: string, version = "1.0-1"): TarMember {
  return file(
    `var/lib/dpkg/status.d/${name}`,
    `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\n`,
  );
}

describe("an image whose packages have a file each", () => {
  it("has each since its own file says so", async () => {
    const inventory = await originsOf(
      debianSteps([record("a"), record("b")], [record("c"), record("a")], [record("b", "2.0-1")]),
    );
    expect(stepOfEach(inventory)).toEqual({ a: 0, "b 2.0-1:amd64": 2, c: 1 });
    expect(databaseSteps(inventory)).toEqual({
      "/var/lib/dpkg/status.d/a": 0,
      "/var/lib/dpkg/status.d/b": 2,
      "/var/lib/dpkg/status.d/c": 1,
    });
  });

  it("keeps them where they are gathered in one database later", async () => {
    const gathered = [file("var/lib/dpkg/.wh.status.d"), status("a", "b")];
    expect(stepOfEach(await originsOf(debianSteps([record("a")], gathered)))).toEqual({ a: 0, b: 1 });
  });
});
