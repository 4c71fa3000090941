import { describe, expect, it } from "vitest";
import { notableFiles } from "../../../src/inventory/files/notable-files.ts";
import { owners } from "../../../src/inventory/ownership/owners.ts";
import { LIMITS } from "../../../src/limits.ts";
import type { Absent, ImageTree, TreeEntry } from "../../../src/model/image.ts";
import { debStanza } from "../../support/image.ts";
import { directory, fifo, file, hardlink, symlink, type TarMember } from "../../support/tar.ts";
import { notableOf } from "./notable-of.ts";

const absent = (): Promise<Absent> => Promise.resolve({ kind: "absent" });
const ELF = "\u007fELF\u0002\u0001\u0001";
const program = (name: string, mode = 0o755): TarMember => ({ ...file(name, ELF), mode });
const gemspec = (name: string, its: string): string =>
  `Gem::Specification.new do |s|\n  s.name = "${name}".freeze\n  s.version = "1.0"\n  s.executables = ["${its}".freeze]\nend\n`;
const script = (name: string): TarMember => ({ ...file(name, "#!/usr/bin/env ruby\n"), mode: 0o755 });
/** An image with one package, `base`, which has these files. */
const debian = (...paths: string[]): TarMember[] => [
  file("var/lib/dpkg/status", debStanza("base")),
  file("var/lib/dpkg/info/base.list", paths.map((path) => `${path}\n`).join("")),
];

describe("files with bits that matter", () => {
  it("are listed with their mode and owner, each by each of its names", async () => {
    const { files } = await notableOf([
      { ...file("usr/bin/su", "12345"), mode: 0o4755, uid: 1, gid: 2 },
      { ...hardlink("usr/bin/other", "usr/bin/su"), mode: 0o4755, uid: 1, gid: 2 },
    ]);
    const one = { kind: "setuid", mode: "4755", uid: 1, gid: 2, size: 5 };
    expect(files).toEqual([
      { path: "/usr/bin/other", ...one },
      { path: "/usr/bin/su", ...one },
    ]);
  });

  it("are listed once for each reason", async () => {
    const { lines } = await notableOf([{ ...file("x"), mode: 0o6777 }]);
    expect(lines).toEqual(["setgid /x", "setuid /x", "world-writable /x"]);
  });

  it("are files, and directories that everybody may write to unless they are as /tmp", async () => {
    const { lines } = await notableOf([
      { ...directory("tmp"), mode: 0o1777 },
      { ...directory("open"), mode: 0o777 },
      { ...directory("shared"), mode: 0o2775 },
      { ...symlink("link", "tmp"), mode: 0o777 },
      { ...fifo("pipe"), mode: 0o666 },
    ]);
    expect(lines).toEqual(["world-writable /open"]);
  });

  const numbers = Array.from({ length: LIMITS.notableFiles + 2 }, (_, at) => at);
  const owner = { uid: 0, gid: 0 };
  it.each<[string, TreeEntry[]]>([
    [
      "that everybody may write to",
      numbers.map((at) => ({ path: `/f${at}`, kind: "file", mode: 0o666, size: 0, ...owner })),
    ],
    [
      "that are caches",
      numbers.flatMap((at): TreeEntry[] => [
        { path: `/${at}/.cache/pip`, kind: "directory", mode: 0o755, size: 0, ...owner },
        { path: `/${at}/.cache/pip/a`, kind: "file", mode: 0o644, size: 1, ...owner },
      ]),
    ],
  ])("are no more than a bound, which is a gap: %s", async (_what, entries) => {
    const tree: ImageTree = {
      files: { stat: () => Promise.resolve("absent"), readFile: absent, readDirectory: absent },
      entries: () => entries,
      entry: () => undefined,
    };
    const { files, gaps } = await notableFiles(tree, await owners(tree, []));
    expect(files).toHaveLength(LIMITS.notableFiles);
    expect(gaps).toMatchObject([{ code: "files.limit", affects: ["files"] }]);
    expect(gaps[0]?.reason).toMatch(/^2 more files/);
  });
});

describe("a program", () => {
  it("is nobody's if no package has it, and can be run", async () => {
    const { lines, files } = await notableOf([
      ...debian("/usr/bin/own"),
      program("usr/bin/own"),
      program("usr/local/bin/copied"),
      program("usr/local/lib/data", 0o644),
      { ...file("entrypoint.sh", "#!/bin/sh\n"), mode: 0o755 },
      { ...file("usr/local/share/text", "no program"), mode: 0o755 },
      symlink("usr/bin/link", "../local/bin/copied"),
      { ...file("var/lib/dpkg/info/base.postinst", "#!/bin/sh\n"), mode: 0o755 },
    ]);
    expect(lines).toEqual([
      "unowned-executable /entrypoint.sh script",
      "unowned-executable /usr/local/bin/copied elf",
    ]);
    expect(files.every(({ ownedBy }) => ownedBy === undefined)).toBe(true);
  });

  it("is nobody's concern where no package manager says whose files are whose", async () => {
    expect((await notableOf([program("app")])).lines).toEqual([]);
  });

  it("is its language's package's, by RECORD or by the package's folder", async () => {
    const { lines } = await notableOf([
      ...debian("/usr/bin/own"),
      file(
        "usr/local/lib/python3.11/site-packages/flask-3.0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: flask\nVersion: 3.0\n",
      ),
      file(
        "usr/local/lib/python3.11/site-packages/flask-3.0.dist-info/RECORD",
        '../../../bin/flask,sha256=x,1\nflask/run.py,,\n"flask/a, b",,\n',
      ),
      { ...file("usr/local/bin/flask", "#!/usr/bin/python3\n"), mode: 0o755 },
      { ...file("usr/local/lib/python3.11/site-packages/flask/run.py", "#!/usr/bin/python3\n"), mode: 0o755 },
      { ...file("usr/local/lib/python3.11/site-packages/flask/a, b", "#!/usr/bin/python3\n"), mode: 0o755 },
      { ...file("usr/local/lib/python3.11/site-packages/flask/not-listed", "#!/bin/sh\n"), mode: 0o755 },
      file("opt/target/idna-3.7.dist-info/METADATA", "Metadata-Version: 2.1\nName: idna\nVersion: 3.7\n"),
      file("opt/target/idna-3.7.dist-info/RECORD", "../../bin/idna,sha256=x,1\n"),
      { ...file("opt/target/bin/idna", "#!/usr/bin/python3\n"), mode: 0o755 },
      file("opt/app/node_modules/semver/package.json", '{"name":"semver","version":"7.0.0"}'),
      { ...file("opt/app/node_modules/semver/bin/semver.js", "#!/usr/bin/env node\n"), mode: 0o755 },
      file("opt/app/package.json", '{"name":"app","version":"1.0.0","dependencies":{"semver":"7"}}'),
      program("opt/app/tool"),
    ]);
    expect(lines).toEqual([
      "unowned-executable /opt/app/tool elf",
      "unowned-executable /usr/local/lib/python3.11/site-packages/flask/not-listed script",
    ]);
  });
});

describe("a gem's program", () => {
  it("is the gem's, where RubyGems puts it", async () => {
    const { lines } = await notableOf([
      ...debian("/usr/bin/own"),
      file("usr/local/bundle/specifications/rake-1.0.gemspec", gemspec("rake", "rake")),
      script("usr/local/bundle/bin/rake"),
      script("usr/local/bundle/gems/rake-1.0/exe/rake"),
      file("usr/local/lib/ruby/gems/3.3.0/specifications/default/irb-1.0.gemspec", gemspec("irb", "irb")),
      script("usr/local/bin/irb"),
      file("var/lib/gems/3.1.0/specifications/puma-1.0.gemspec", gemspec("puma", "puma")),
      script("usr/local/bin/puma"),
      script("usr/local/bin/gem"),
      script("usr/local/bundle/bin/other"),
    ]);
    expect(lines).toEqual([
      "unowned-executable /usr/local/bin/gem script",
      "unowned-executable /usr/local/bundle/bin/other script",
    ]);
  });
});

describe("caches of package managers", () => {
  it("are told with all that lies in them, and not if they are empty", async () => {
    const { files } = await notableOf([
      directory("var/cache/apt/archives/partial"),
      file("var/cache/apt/archives/lock"),
      file("var/lib/apt/lists/lock"),
      file("var/lib/apt/lists/deb.debian.org_Packages", "123456"),
      file("var/lib/apt/lists/partial/x", "78"),
      file("root/.npm/_cacache/content-v2/x", "abc"),
      file("home/me/.cache/pip/wheels/x", "abcd"),
      file("usr/share/doc/.cache/pipette/x", "abcd"),
    ]);
    expect(files.map(({ path, detail, size }) => [path, detail, size])).toEqual([
      ["/home/me/.cache/pip", "pip", 4],
      ["/root/.npm/_cacache", "npm", 3],
      ["/var/lib/apt/lists", "apt", 8],
    ]);
  });
});

describe("/etc/ld.so.preload", () => {
  it("names libraries, of which each is told as the file that it is", async () => {
    const { files } = await notableOf([
      file("etc/ld.so.preload", "/lib/one.so:/lib/link.so\t/gone.so # and a /comment.so\n"),
      file("usr/lib/one.so", "1"),
      file("usr/lib/two.so.2", "22"),
      symlink("usr/lib/link.so", "two.so.2"),
      symlink("lib", "usr/lib"),
    ]);
    expect(files.map(({ kind, path, detail, size }) => [kind, path, detail, size])).toEqual([
      ["preload", "/etc/ld.so.preload", "/gone.so", 54],
      ["preload", "/usr/lib/one.so", "/lib/one.so", 1],
      ["preload", "/usr/lib/two.so.2", "/lib/link.so", 2],
    ]);
  });

  it("makes a gap if it cannot be read", async () => {
    const { gaps } = await notableOf([directory("etc/ld.so.preload")]);
    expect(gaps).toMatchObject([
      { code: "files.unreadable", path: "/etc/ld.so.preload", affects: ["files"] },
    ]);
  });
});
