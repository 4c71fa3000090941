import * as fc from "fast-check";
import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Cataloger, ParsedFile, RecordCataloger } from "../../../src/catalogers/cataloger.ts";
import { bottlerocket } from "../../../src/catalogers/systems/bottlerocket.ts";
import { chisel } from "../../../src/catalogers/systems/chisel.ts";
import { cos } from "../../../src/catalogers/systems/cos.ts";
import { flatpak } from "../../../src/catalogers/systems/flatpak.ts";
import { homebrew } from "../../../src/catalogers/systems/homebrew.ts";
import { opkg } from "../../../src/catalogers/systems/opkg.ts";
import { pacman } from "../../../src/catalogers/systems/pacman.ts";
import { portage } from "../../../src/catalogers/systems/portage.ts";
import { snap } from "../../../src/catalogers/systems/snap.ts";
import { spack } from "../../../src/catalogers/systems/spack.ts";

function parse(cataloger: Cataloger | RecordCataloger, content: string | Buffer, path = "/x"): ParsedFile {
  return cataloger.parse({ path, bytes: Buffer.from(content) }) as ParsedFile;
}

function codes({ problems }: ParsedFile): string[] {
  return problems.map(({ code }) => code);
}

/** A manifest that says that it has so many records. */
const wall = (count: number, ...records: object[]): Buffer =>
  zlib.zstdCompressSync(
    [{ jsonwall: "1.0", schema: "1.0", count }, ...records]
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(""),
  );

function component(inner: string): string {
  return `<component><id>org.gimp.GIMP.desktop</id>${inner}</component>`;
}

describe("pacman", () => {
  const desc =
    "%NAME%\ngawk\n\n%VERSION%\n1:5.3.1-1\n\n%BASE%\ngawk-base\n\n%ARCH%\nx86_64\n\n%PACKAGER%\nJörg <j@x>\n\n%SIZE%\n3431589\n\n%LICENSE%\nGPL3\nMIT\n\n";
  const path = "/var/lib/pacman/local/gawk-1:5.3.1-1/desc";

  it("has a package's values, its epoch apart", () => {
    expect(parse(pacman, desc, path)).toEqual({
      packages: [
        {
          type: "alpm",
          name: "gawk",
          version: "5.3.1-1",
          epoch: 1,
          arch: "x86_64",
          source: { name: "gawk-base" },
          licenses: ["GPL3", "MIT"],
          maintainer: "Jörg <j@x>",
          size: 3431589,
        },
      ],
      problems: [],
    });
  });

  it("is the package that its folder is called where the file is cut, and says so", () => {
    const cut = parse(pacman, "%NAME%\nlib32-g", "/var/lib/pacman/local/lib32-gcc-libs-14.1-2/desc");
    expect(cut.packages).toEqual([{ type: "alpm", name: "lib32-gcc-libs", version: "14.1-2" }]);
    expect(codes(cut)).toEqual(["malformed", "truncated"]);
    expect(parse(pacman, "", path).packages).toMatchObject([{ name: "gawk", version: "5.3.1-1", epoch: 1 }]);
  });

  it("notices a file that is cut within its version", () => {
    const cut = parse(pacman, desc.slice(0, desc.indexOf(".1-1")), path);
    expect(cut.packages).toMatchObject([{ name: "gawk", version: "5.3.1-1", epoch: 1 }]);
    expect(codes(cut)).toEqual(["malformed"]);
  });
});

describe("portage", () => {
  it.each([
    ["Getopt-Long-2.580.0", "perl-core", "perl-core/Getopt-Long", "2.580.0"],
    ["gtk+-3.24.41-r1", "x11-libs", "x11-libs/gtk+", "3.24.41-r1"],
    ["foo-1-2", "a", "a/foo-1", "2"],
    ["ncurses-6.4_p20230424", "sys-libs", "sys-libs/ncurses", "6.4_p20230424"],
    ["linux-firmware-99999999", "sys-kernel", "sys-kernel/linux-firmware", "99999999"],
  ])("takes %s apart as a name and a version", (pf, category, name, version) => {
    const found = parse(portage, `${pf}\n`, `/var/db/pkg/${category}/${pf}/PF`);
    expect(found).toEqual({ packages: [{ type: "ebuild", name, version }], problems: [] });
  });

  it("goes by the folder where PF is damaged, and says so", () => {
    const found = parse(portage, "\0\0", "/var/db/pkg/dev-lang/python-3.12.1/PF");
    expect(found.packages).toEqual([{ type: "ebuild", name: "dev-lang/python", version: "3.12.1" }]);
    expect(codes(found)).toEqual(["malformed"]);
  });

  it("notices a file that is cut within its version", () => {
    const found = parse(portage, "python-3.1", "/var/db/pkg/dev-lang/python-3.12.1/PF");
    expect(found.packages).toEqual([{ type: "ebuild", name: "dev-lang/python", version: "3.12.1" }]);
    expect(codes(found)).toEqual(["malformed"]);
  });
});

describe("snap", () => {
  it("has name, version and the only architecture, and takes no version for a number", () => {
    const { packages } = parse(snap, "name: core\nversion: 1.10\narchitectures:\n- amd64\n");
    expect(packages).toEqual([{ type: "snap", name: "core", version: "1.10", arch: "amd64" }]);
  });

  it.each([
    [
      "name: 'core'\nversion: \"16\" # stable\narchitectures: [amd64, arm64]\n",
      { name: "core", version: "16" },
    ],
    [
      "  name: inner\nname: core # x\nversion: 1\narchitectures: [ arm64 ]\n",
      { name: "core", version: "1", arch: "arm64" },
    ],
    [
      "name: core\r\nversion: 2\r\narchitectures:\r\n  - 'all'\r\nplugs:\r\n  - x\r\n",
      { name: "core", version: "2", arch: "all" },
    ],
  ])("is read in every form that is written: %j", (text, expected) => {
    expect(parse(snap, text)).toEqual({ packages: [{ type: "snap", ...expected }], problems: [] });
  });

  it("says so where there is no name, or no version", () => {
    expect(codes(parse(snap, "version: 1\n"))).toEqual(["malformed"]);
    expect(codes(parse(snap, "name: core\n"))).toEqual(["bad-version"]);
  });
});

describe("flatpak", () => {
  it("is of the newest release, which stands first", () => {
    const releases = '<releases><release date="x" version="2.10.38"/><release version="2.10.36"/></releases>';
    expect(parse(flatpak, component(releases)).packages).toEqual([
      { type: "flatpak", name: "org.gimp.GIMP", version: "2.10.38" },
    ]);
  });

  it("does not believe comments", () => {
    const found = parse(
      flatpak,
      `<!-- <id>evil</id> -->${component('<!--<release version="9"/>--><release version="1"/>')}`,
    );
    expect(found.packages).toMatchObject([{ name: "org.gimp.GIMP", version: "1" }]);
  });

  it("is quick with comments that never end", () => {
    const started = performance.now();
    parse(flatpak, "<!--".repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("homebrew", () => {
  const path = "/home/linuxbrew/.linuxbrew/Cellar/rclone/1.67.0_1/INSTALL_RECEIPT.json";

  it("is what its path says, whatever the receipt is", () => {
    expect(parse(homebrew, '{"arch":"x86_64"}', path)).toEqual({
      packages: [{ type: "brew", name: "rclone", version: "1.67.0_1", arch: "x86_64" }],
      problems: [],
    });
    expect(parse(homebrew, "{", path).packages).toEqual([
      { type: "brew", name: "rclone", version: "1.67.0_1" },
    ]);
  });
});

describe("spack", () => {
  it("leaves out what is the system's", () => {
    const nodes = [
      { name: "zlib", version: "1.3", arch: { target: { name: "zen3" } } },
      { name: "gcc", version: "13", external: { path: "/usr" } },
    ];
    expect(parse(spack, JSON.stringify({ spec: { nodes } }))).toEqual({
      packages: [{ type: "spack", name: "zlib", version: "1.3", arch: "zen3" }],
      problems: [],
    });
  });
});

describe("Container-Optimized OS", () => {
  it("has what is installed, and not what the build used", () => {
    const one = { category: "sys-libs", name: "zlib", version: "17162.336.17", ebuild_version: "1.2.11-r5" };
    const file = { installedPackages: [one], buildTimePackages: [{ ...one, name: "eselect" }] };
    expect(parse(cos, JSON.stringify(file)).packages).toEqual([
      { name: "zlib", version: "17162.336.17", source: { name: "sys-libs/zlib", version: "1.2.11-r5" } },
    ]);
    expect(codes(parse(cos, '{"installedPackages":[{"version":"1"}]}'))).toEqual(["malformed"]);
    expect(codes(parse(cos, '{"installedPackages":{}}'))).toEqual(["later-format"]);
  });
});

describe("Bottlerocket", () => {
  it("has version and release together, and the epoch apart", () => {
    const one = {
      Name: "glibc",
      Version: "2.43",
      Release: "1.br1",
      Epoch: "1",
      Architecture: "x86_64",
      Publisher: "kit",
    };
    expect(parse(bottlerocket, JSON.stringify({ Content: [one, { ...one, Epoch: "0" }] })).packages).toEqual([
      { name: "glibc", version: "2.43-1.br1", epoch: 1, arch: "x86_64", vendor: "kit" },
      { name: "glibc", version: "2.43-1.br1", arch: "x86_64", vendor: "kit" },
    ]);
    expect(codes(parse(bottlerocket, "{}"))).toEqual(["later-format"]);
  });
});

describe.runIf("zstdCompressSync" in zlib)("chisel", () => {
  const openssl = { kind: "package", name: "openssl", version: "1:3.0.13-0ubuntu3", arch: "amd64" };

  it("has the packages of which slices were taken", () => {
    expect(parse(chisel, wall(3, openssl, { kind: "slice", name: "openssl_bins" }))).toEqual({
      packages: [{ name: "openssl", version: "3.0.13-0ubuntu3", epoch: 1, arch: "amd64" }],
      problems: [],
    });
  });

  it("says so where records are missing, the format is another, or it is not zstd", () => {
    expect(codes(parse(chisel, wall(4, openssl)))).toEqual(["truncated"]);
    expect(codes(parse(chisel, zlib.zstdCompressSync('{"jsonwall":"2.0"}\n')))).toEqual(["later-format"]);
    expect(codes(parse(chisel, "PK"))).toEqual(["malformed"]);
  });

  it("does not unpack a bomb", () => {
    expect(codes(parse(chisel, zlib.zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))))).toEqual([
      "malformed",
    ]);
  });
});

describe("opkg", () => {
  it("has dpkg's stanzas", () => {
    const status =
      "Package: ubus\nVersion: 2024.10.20~252a9b0c-r1\nStatus: install ok installed\nArchitecture: x86_64\n\n";
    expect(parse(opkg, status).packages).toMatchObject([
      { name: "ubus", version: "2024.10.20~252a9b0c-r1", arch: "x86_64" },
    ]);
  });
});

describe("whatever lies there", () => {
  const all: readonly (Cataloger | RecordCataloger)[] = [
    bottlerocket,
    chisel,
    cos,
    flatpak,
    homebrew,
    opkg,
    pacman,
    portage,
    snap,
    spack,
  ];

  it.each(all.map((cataloger) => [cataloger.name, cataloger] as const))(
    "%s throws at nothing",
    (_, cataloger) => {
      const paths = fc.constantFrom(
        "/x",
        "/var/db/pkg/a/b-1/PF",
        "/x/Cellar/a/1/INSTALL_RECEIPT.json",
        "/var/lib/pacman/local/a-1-1/desc",
      );
      const json = fc.json().map((text) => Buffer.from(text));
      const text = fc.string({ unit: "binary", maxLength: 300 }).map((each) => Buffer.from(each));
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), json, text), paths, (bytes, path) => {
          cataloger.parse({ path, bytes });
        }),
        { seed: 4, numRuns: 300 },
      );
    },
  );
});
