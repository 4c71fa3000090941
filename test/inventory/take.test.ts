import { describe, expect, it } from "vitest";
import { takeInventory } from "../../src/inventory/take.ts";
import { validateInventory } from "../../src/inventory/validate.ts";
import type { ImageFiles, OpenImage } from "../../src/model/image.ts";
import type { Inventory } from "../../src/model/inventory.ts";
import { ALPINE_OS_RELEASE, apkStanza, debianFiles, debStanza, imageOf } from "../support/image.ts";
import { directory, fifo, file, symlink, type TarMember } from "../support/tar.ts";

async function inventoryOf(...layer: TarMember[]): Promise<Inventory> {
  return takeInventory(await imageOf([layer]), "all");
}

function gaps({ gaps: all }: Inventory): string[] {
  return all.map(({ code, by, path, affects }) => [code, by, path, affects.join()].filter(Boolean).join(" "));
}

function packages(inventory: Inventory): string[] {
  return inventory.packages.map(({ type, name, version, locations }) =>
    [type, `${name}@${version}`, ...locations.map(({ path }) => path)].join(" "),
  );
}

const STATUS = "/var/lib/dpkg/status";
const alpine = [file("etc/os-release", ALPINE_OS_RELEASE), file("lib/apk/db/installed", apkStanza("musl"))];

describe("an inventory", () => {
  it("has the image's facts, its system, its packages with their URLs, and where they are recorded", async () => {
    const image = await imageOf([debianFiles(debStanza("openssl", "1:3.0-1"))]);
    expect(await takeInventory(image, "all")).toEqual({
      schema: "lumogate/inventory/v1",
      image: image.identity,
      config: { ...image.config, userId: 0 },
      layers: [],
      os: expect.objectContaining({ id: "debian", versionId: "12" }),
      packages: [
        {
          type: "deb",
          name: "openssl",
          version: "3.0-1",
          epoch: 1,
          arch: "amd64",
          source: { name: "openssl", version: "1:3.0-1" },
          purl: "pkg:deb/debian/openssl@1:3.0-1?arch=amd64&distro=debian-12",
          locations: [{ path: STATUS }],
        },
      ],
      scope: "all",
      files: [],
      databases: [{ type: "deb", path: STATUS, packages: 1 }],
      gaps: [],
    });
  });

  it("is sorted, and the same bytes for the same image whatever the order in its databases", async () => {
    const sorted = ["a", "b", "b", "c"];
    const stanzas = [
      debStanza("b", "2"),
      debStanza("c"),
      debStanza("a"),
      debStanza("b", "1").replace("amd64", "i386"),
    ];
    const one = await inventoryOf(...debianFiles(stanzas.join("")));
    const other = await inventoryOf(...debianFiles(stanzas.toReversed().join("")));
    expect(one.packages.map(({ name }) => name)).toEqual(sorted);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it("reads distroless images, whose packages have a file each", async () => {
    const inventory = await inventoryOf(
      ...debianFiles().slice(0, 2),
      file("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\nArchitecture: amd64\n"),
      file("var/lib/dpkg/status.d/base.md5sums", `${"0".repeat(32)}  etc/x\n`),
      file("var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 2.36\nArchitecture: amd64\n"),
      file("var/lib/dpkg/status.d/libc6.md5sums", ""),
    );
    expect(packages(inventory)).toEqual([
      "deb base-files@12 /var/lib/dpkg/status.d/base",
      "deb libc6@2.36 /var/lib/dpkg/status.d/libc6",
    ]);
    expect(inventory.databases).toEqual([{ type: "deb", path: "/var/lib/dpkg/status.d", packages: 2 }]);
    expect(gaps(inventory)).toEqual([]);
  });

  it("follows a database that was moved, and does not read what lies below its link", async () => {
    const moved = [
      ...debianFiles().slice(0, 2),
      symlink("var/lib/dpkg/status", "/opt/db"),
      file("opt/db", debStanza("evil")),
    ];
    expect(packages(await inventoryOf(...moved))).toEqual(["deb evil@1.0-1 /opt/db"]);
  });

  it("has one database once, where a link leads to it by two paths", async () => {
    const linked = [
      file("etc/os-release", ALPINE_OS_RELEASE),
      symlink("lib", "usr/lib"),
      file("usr/lib/apk/db/installed", apkStanza("musl")),
    ];
    const inventory = await inventoryOf(...linked);
    expect(packages(inventory)).toEqual(["apk musl@1.0-r0 /usr/lib/apk/db/installed"]);
    expect(inventory.databases).toHaveLength(1);
  });

  it("has one database once, where a source cannot tell that two paths lead to it", async () => {
    const image = await imageOf([[...alpine, file("usr/lib/apk/db/installed", apkStanza("musl"))]]);
    expect(packages(await takeInventory(image, "all"))).toEqual(["apk musl@1.0-r0 /lib/apk/db/installed"]);
  });

  it("has every database of several, and a package of two of them once, with both places", async () => {
    const inventory = await inventoryOf(
      ...debianFiles(debStanza("a") + debStanza("both")),
      file("var/lib/dpkg/status.d/both", debStanza("both")),
      file("lib/apk/db/installed", apkStanza("both")),
    );
    expect(packages(inventory)).toEqual([
      "apk both@1.0-r0 /lib/apk/db/installed",
      `deb a@1.0-1 ${STATUS}`,
      `deb both@1.0-1 ${STATUS} /var/lib/dpkg/status.d/both`,
    ]);
  });

  it("keeps names that mean something in JavaScript", async () => {
    const inventory = await inventoryOf(...debianFiles(debStanza("__proto__") + debStanza("constructor")));
    expect(inventory.packages.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  });

  it("hands on what the source could not read", async () => {
    const gap = {
      code: "layers.history",
      by: "docker",
      reason: "It does not fit.",
      affects: ["layers"],
    } as const;
    expect((await takeInventory(await imageOf([debianFiles()], { gaps: [gap] }), "all")).gaps).toEqual([gap]);
  });
});

describe("what could not be read is a gap", () => {
  it.each<[string, TarMember[], string[]]>([
    ["no database at all", debianFiles().slice(0, 2), ["packages.no-database packages packages"]],
    ["nothing at all", [], ["os.missing os-release os", "packages.no-database packages packages"]],
    ["an empty database", debianFiles(""), [`packages.empty-database packages ${STATUS} packages`]],
    [
      "packages that are all removed",
      debianFiles(debStanza("a").replace("install ok installed", "deinstall ok config-files")),
      [`packages.empty-database packages ${STATUS} packages`],
    ],
    [
      "a database that is cut short",
      debianFiles(debStanza("a").slice(0, -4)),
      [`packages.truncated dpkg ${STATUS} packages`],
    ],
    [
      "a database that is a pipe",
      [...debianFiles().slice(0, 2), fifo("var/lib/dpkg/status")],
      [`packages.unreadable dpkg ${STATUS} packages`],
    ],
    [
      "a database that is a folder",
      [...debianFiles().slice(0, 2), directory("var/lib/dpkg/status")],
      [`packages.unreadable dpkg ${STATUS} packages`],
    ],
    [
      "a database behind links in a circle",
      [...debianFiles().slice(0, 2), symlink("var/lib/dpkg/status", "status")],
      [`packages.unreadable dpkg ${STATUS} packages`],
    ],
    [
      "a record that is a pipe",
      [...debianFiles(), fifo("var/lib/dpkg/status.d/x")],
      ["packages.unreadable dpkg-status.d /var/lib/dpkg/status.d/x packages"],
    ],
    [
      "a database of rpm",
      [...debianFiles(), file("var/lib/rpm/rpmdb.sqlite")],
      ["packages.truncated rpm /var/lib/rpm/rpmdb.sqlite packages"],
    ],
    [
      "a database of pacman in which nothing is",
      [...debianFiles(), directory("var/lib/pacman/local")],
      ["packages.empty-database packages /var/lib/pacman/local packages"],
    ],
    [
      "a database of nix, which nobody reads",
      [...debianFiles(), directory("nix/var/nix/db")],
      ["packages.unsupported-database packages /nix/var/nix/db packages"],
    ],
    [
      "Debian's os-release over Alpine's packages",
      [...debianFiles().slice(0, 2), ...alpine.slice(1)],
      ["os.conflict os-release /usr/lib/os-release os,packages"],
    ],
    [
      "Alpine's os-release over Debian's packages",
      [...alpine.slice(0, 1), ...debianFiles().slice(2)],
      ["os.conflict os-release /etc/os-release os,packages"],
    ],
  ])("%s", async (_what, layer, expected) => {
    expect(gaps(await inventoryOf(...layer))).toEqual(expected);
  });

  it("but rpm's folder without a database is none: the tool alone is installed", async () => {
    expect(gaps(await inventoryOf(...debianFiles(), file("var/lib/rpm/.rpm.lock")))).toEqual([]);
  });

  it("and rpm's database is one, by however many paths it is reached", async () => {
    const layer = [
      file("usr/lib/sysimage/rpm/rpmdb.sqlite"),
      symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm"),
    ];
    const fedora = file("etc/os-release", "ID=fedora\n");
    expect(gaps(await inventoryOf(fedora, ...layer))).toEqual([
      "packages.truncated rpm /usr/lib/sysimage/rpm/rpmdb.sqlite packages",
    ]);
  });

  it("and a system is in no doubt where its own packages are beside others, or it is like another", async () => {
    expect(gaps(await inventoryOf(...debianFiles(), ...alpine.slice(1)))).toEqual([]);
    const kali = file("etc/os-release", "ID=kali\nID_LIKE=debian\n");
    expect(gaps(await inventoryOf(kali, ...debianFiles().slice(2)))).toEqual([]);
    const mine = file("etc/os-release", "ID=mine\n");
    expect(gaps(await inventoryOf(mine, ...debianFiles().slice(2)))).toEqual([]);
  });

  it("and a failure of the source is an error, not a gap", async () => {
    const image = await imageOf([debianFiles()]);
    const failing: ImageFiles = {
      ...image.files,
      readFile: () => Promise.reject(new Error("the engine is gone")),
    };
    const broken: OpenImage = { ...image, files: failing };
    await expect(takeInventory(broken, "os")).rejects.toThrow("the engine is gone");
  });
});

describe("an inventory's schema", () => {
  it("is followed by an inventory that has everything", async () => {
    const layers = [{ index: 0, createdBy: "RUN x", empty: false }];
    const image = await imageOf(
      [[...debianFiles(debStanza("a").slice(0, -4)), ...alpine, fifo("var/lib/rpm/Packages")]],
      { layers },
    );
    const inventory = await takeInventory(image, "all");
    expect(inventory.gaps).not.toEqual([]);
    expect(await validateInventory(JSON.parse(JSON.stringify(inventory)))).toEqual(inventory);
  });

  it("is not followed by another document, which is refused by the place", async () => {
    const inventory = { ...(await inventoryOf(...debianFiles())), packages: [{ name: 1 }], more: true };
    await expect(validateInventory(inventory)).rejects.toMatchObject({
      code: "inventory.invalid",
      message: expect.stringContaining("/packages/0"),
    });
  });
});
