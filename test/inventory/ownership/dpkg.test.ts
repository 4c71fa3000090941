import { assert, asyncProperty, nat } from "fast-check";
import { describe, expect, it } from "vitest";
import { debStanza } from "../../support/image.ts";
import { file, symlink, type TarMember } from "../../support/tar.ts";
import { knownOf } from "./known.ts";

const status = (...names: string[]): TarMember =>
  file("var/lib/dpkg/status", names.map((name) => debStanza(name)).join(""));
const list = (name: string, ...paths: string[]): TarMember =>
  file(`var/lib/dpkg/info/${name}.list`, paths.map((path) => `${path}\n`).join(""));

const libc = (arch: string): string =>
  `Package: libc6\nStatus: install ok installed\nArchitecture: ${arch}\nMulti-Arch: same\nVersion: 2.36\n\n`;

describe("dpkg's lists", () => {
  it("tell whose a file is, and of a folder only where one package has it", async () => {
    const known = await knownOf([
      status("one", "two"),
      list("one", "/.", "/etc", "/etc/one", "/etc/one/conf"),
      list("two", "/.", "/etc", "/etc/two.conf"),
      file("etc/one/conf"),
      file("etc/two.conf"),
      file("etc/mine"),
    ]);
    expect(known.whose("/etc/one/conf")).toBe("one");
    expect(known.whose("/etc/one")).toBe("one");
    expect(known.whose("/etc")).toBeUndefined();
    expect(known.whose("/etc/two.conf")).toBe("two");
    expect(known.whose("/etc/mine")).toBeUndefined();
    expect(known.gaps).toEqual([]);
  });

  it("tell it also where the folder is a link, whichever of the two the list has", async () => {
    const known = await knownOf([
      status("one", "two"),
      list("one", "/bin/one"),
      list("two", "/usr/bin/two"),
      symlink("bin", "usr/bin"),
      symlink("deep", "/usr/../bin/../etc"),
      file("usr/bin/one"),
      file("usr/bin/two"),
    ]);
    expect([known.whose("/usr/bin/one"), known.whose("/usr/bin/two")]).toEqual(["one", "two"]);
  });

  it("are those of an architecture where a package may be there for several", async () => {
    const known = await knownOf([
      file("var/lib/dpkg/status", libc("amd64") + libc("i386")),
      list("libc6:amd64", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/share/doc/libc6/copyright"),
      list("libc6:i386", "/lib/i386-linux-gnu/libc.so.6", "/usr/share/doc/libc6/copyright"),
      file("lib/i386-linux-gnu/libc.so.6"),
      file("usr/share/doc/libc6/copyright"),
    ]);
    expect(known.ownerOf("/lib/i386-linux-gnu/libc.so.6")).toMatch(/^pkg:deb\/libc6@2\.36\?arch=i386/);
    expect(known.ownerOf("/usr/share/doc/libc6/copyright")).toMatch(/^pkg:deb\/libc6@2\.36\?arch=amd64/);
  });

  it("are followed to where files were diverted, but for the package that diverts them", async () => {
    const known = await knownOf([
      status("dash", "bash", "coreutils"),
      list("bash", "/bin/sh"),
      list("dash", "/bin/sh"),
      list("coreutils", "/usr/bin/who"),
      file("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/usr/bin/who\n/usr/bin/who.real\n:\n"),
    ]);
    expect([known.whose("/bin/sh"), known.whose("/bin/sh.distrib")]).toEqual(["dash", "bash"]);
    expect([known.whose("/usr/bin/who"), known.whose("/usr/bin/who.real")]).toEqual([undefined, "coreutils"]);
  });

  it("count only for packages that are installed", async () => {
    const gone = "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n";
    const known = await knownOf([
      file("var/lib/dpkg/status", debStanza("one") + gone),
      list("one", "/usr/bin/one"),
      list("gone", "/etc/init.d/gone"),
      list("never-there", "/usr/bin/forged"),
    ]);
    expect(known.whose("/etc/init.d/gone")).toBeUndefined();
    expect(known.whose("/usr/bin/forged")).toBeUndefined();
  });

  it("make a gap where one is missing, cut or no list, and keep what they say", async () => {
    const known = await knownOf([
      status("cut", "missing", "odd"),
      file("var/lib/dpkg/info/cut.list", "/usr/bin/whole\n/usr/bin/cu"),
      file("var/lib/dpkg/info/odd.list", "/usr/bin/odd\nno path\n\n"),
    ]);
    expect(known.gaps.map(({ code, path }) => [code, path])).toEqual([
      ["files.no-list", "/var/lib/dpkg/info/missing.list"],
      ["files.truncated", "/var/lib/dpkg/info/cut.list"],
      ["files.malformed", "/var/lib/dpkg/info/odd.list"],
    ]);
    expect([known.whose("/usr/bin/whole"), known.whose("/usr/bin/odd")]).toEqual(["cut", "odd"]);
    expect(known.whose("/usr/bin/cu")).toBeUndefined();
  });

  it("make one gap where all are missing, and then nothing is known", async () => {
    const known = await knownOf([status(...Array.from({ length: 400 }, (_, at) => `lib${at}`))]);
    expect(known.gaps.map(({ code, path }) => [code, path])).toEqual([
      ["files.no-list", "/var/lib/dpkg/info"],
    ]);
    expect(known.gaps[0]?.reason).toContain("400 packages");
    expect(known.known).toBe(false);
  });

  it("lead nowhere by a package's name or links in a circle", async () => {
    const known = await knownOf([
      file("var/lib/dpkg/status", debStanza("../../../../etc/one")),
      file("etc/one.list", "/usr/bin/one\n"),
      symlink("loop", "loop"),
      file("var/lib/dpkg/info/one.list", "/loop/file\n"),
    ]);
    expect(known.whose("/usr/bin/one")).toBeUndefined();
    expect(known.gaps.map(({ code }) => code)).toEqual(["files.no-list"]);
  });

  it("never say of a file that it is another package's, wherever they are cut", async () => {
    const paths = Array.from({ length: 20 }, (_, at) => `/usr/share/one/file-${at}`);
    const whole = paths.map((path) => `${path}\n`).join("");
    await assert(
      asyncProperty(nat(whole.length), async (end) => {
        const known = await knownOf([status("one"), file("var/lib/dpkg/info/one.list", whole.slice(0, end))]);
        const kept = whole.slice(0, end).split("\n").slice(0, -1);
        expect(paths.filter((path) => known.whose(path) === "one")).toEqual(kept);
        expect(known.gaps.length).toBe(end === 0 || whole[end - 1] === "\n" ? 0 : 1);
      }),
      { seed: 7, numRuns: 50 },
    );
  });
});

describe("lists beside status.d", () => {
  it("tell whose a file is in an image without dpkg", async () => {
    const known = await knownOf([
      file("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\nArchitecture: amd64\n"),
      file(
        "var/lib/dpkg/status.d/base.md5sums",
        `${"0".repeat(32)}  usr/bin/tool\n${"0".repeat(32)}  ./usr/share/a file\n`,
      ),
      file("var/lib/dpkg/status.d/bare", "Package: bare\nVersion: 1\nArchitecture: amd64\n"),
    ]);
    expect([known.whose("/usr/bin/tool"), known.whose("/usr/share/a file")]).toEqual([
      "base-files",
      "base-files",
    ]);
    expect(known.gaps.map(({ code, path }) => [code, path])).toEqual([
      ["files.no-list", "/var/lib/dpkg/status.d/bare.md5sums"],
    ]);
  });
});
