import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pacman } from "../../../src/catalogers/systems/pacman.ts";
import { cataloged } from "../../support/cataloged.ts";
import { requireManager } from "../../support/managers.ts";

const absent = requireManager("pacman", "tar");

/** Packages as makepkg writes them, with the names and versions that are hard to take apart. */
const PACKAGES = [
  { name: "gawk", version: "5.3.1-1", arch: "x86_64" },
  { name: "lib32-gcc-libs", version: "14.2.1+r134+gab884fffe3fc-2", arch: "x86_64" },
  { name: "ca-certificates", version: "20240618-1", arch: "any" },
  { name: "java-runtime_common", version: "3-6", arch: "any" },
  { name: "gtk2+extra", version: "2:1.0_rc1-3.1", arch: "any" },
];

describe.skipIf(absent !== "")(`beside the real pacman ${absent}`, () => {
  let folder = "";
  const own = ["--config", "/dev/null"];
  const root = (): string => path.join(folder, "root");
  const database = (): string[] => [
    ...own,
    "--root",
    root(),
    "--dbpath",
    path.join(root(), "var/lib/pacman"),
  ];
  const run = (...args: readonly string[]): string =>
    execFileSync("pacman", [...args, ...database()], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lumogate-pacman-"));
    mkdirSync(path.join(root(), "var/lib/pacman"), { recursive: true });
    for (const one of PACKAGES) install(one);
    run("-R", "--noconfirm", "ca-certificates");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function install({ name, version, arch }: (typeof PACKAGES)[number]): void {
    const made = path.join(folder, name);
    mkdirSync(path.join(made, "usr/share", name), { recursive: true });
    writeFileSync(path.join(made, "usr/share", name, "file"), name);
    writeFileSync(
      path.join(made, ".PKGINFO"),
      `pkgname = ${name}\npkgbase = ${name}\npkgver = ${version}\nbuilddate = 1700000000\nsize = 9\narch = ${arch}\nlicense = MIT\n`,
    );
    const file = path.join(folder, `${name}.pkg.tar`);
    execFileSync("tar", ["-cf", file, "-C", made, ".PKGINFO", "usr"]);
    run("-U", "--noconfirm", "--arch", "x86_64", "--cachedir", path.join(folder, "cache"), file);
  }

  it("finds exactly what pacman -Q tells, versions to the letter", async () => {
    const found = await cataloged(root(), [pacman]);
    const names = found.flatMap(({ packages }) =>
      packages.map(
        ({ name, epoch, version }) => `${name} ${epoch === undefined ? "" : `${epoch}:`}${version}`,
      ),
    );
    const told = run("-Q").trim().split("\n");
    expect(names.toSorted()).toEqual(told.toSorted());
    expect(told).toHaveLength(PACKAGES.length - 1);
    expect(found.flatMap(({ problems }) => problems)).toEqual([]);
  });
});
