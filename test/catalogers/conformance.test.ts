import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { apk } from "../../src/catalogers/systems/apk.ts";
import type { Cataloger, ParsedFile, Problem, RecordCataloger } from "../../src/catalogers/cataloger.ts";
import { dpkg, dpkgStatusDirectory } from "../../src/catalogers/systems/dpkg.ts";
import { bottlerocket } from "../../src/catalogers/systems/bottlerocket.ts";
import { chisel } from "../../src/catalogers/systems/chisel.ts";
import { cos } from "../../src/catalogers/systems/cos.ts";
import { flatpak } from "../../src/catalogers/systems/flatpak.ts";
import { homebrew } from "../../src/catalogers/systems/homebrew.ts";
import { opkg } from "../../src/catalogers/systems/opkg.ts";
import { pacman } from "../../src/catalogers/systems/pacman.ts";
import { portage } from "../../src/catalogers/systems/portage.ts";
import { snap } from "../../src/catalogers/systems/snap.ts";
import { spack } from "../../src/catalogers/systems/spack.ts";
import { FIXTURES, fixturesAreAbsent } from "../support/fixtures.ts";
import { outcomes } from "../support/outcomes.ts";

/** What reads which folder of others' test data. */
const READERS: readonly (readonly [folder: RegExp, cataloger: Cataloger | RecordCataloger])[] = [
  [/os\/dpkg\/testdata\/dpkg\/status\.d\//, dpkgStatusDirectory],
  [/os\/dpkg\/testdata\/dpkg\//, dpkg],
  [/os\/dpkg\/testdata\/opkg\//, opkg],
  [/os\/apk\/testdata\//, apk],
  [/pkg\/apk\/testdata\/apk$/, apk],
  [/bottlerocket_inventory\/testdata\//, bottlerocket],
  [/os\/chisel\/testdata\//, chisel],
  [/os\/cos\/testdata\//, cos],
  [/os\/flatpak\/testdata\//, flatpak],
  [/os\/homebrew\/testdata\/Cellar\//, homebrew],
  [/os\/pacman\/testdata\//, pacman],
  [/os\/portage\/testdata\//, portage],
  [/os\/snap\/testdata\//, snap],
  [/os\/spack\/testdata\//, spack],
];

/** Files that no image of ours can have as a database, or that are something else. */
const NOT_READ: readonly (readonly [path: RegExp, reason: string])[] = [
  [/\.md5sums$/, "sums of a package's files: no package"],
  [/Caskroom/, "casks are for macOS"],
  [/INSTALL_RECEIPT\.json2$|other\.json$|otherfile\.json$/, "another name than a receipt's"],
  [/kernel\/module/, "programs have tests of their own (binaries/kernel-module)"],
  [/copyright$|\.txtar$/, "beside the database: licences and sums"],
];

interface Expected {
  /** `name version`, sorted; undefined where the file is to be refused. */
  readonly packages?: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

interface Case {
  readonly dir?: string;
  readonly input?: { readonly path?: string; readonly name?: string };
  readonly fixtures?: readonly string[];
  readonly wantPackages?: unknown;
  readonly wantPkgs?: unknown;
  readonly wantErr?: unknown;
}

/** What others' tests say of a file: by its path from their source's root. */
function truths(): Map<string, Expected> {
  const found = new Map<string, Expected>();
  for (const file of ["scalibr.json", "trivy.json"]) {
    const { cases } = JSON.parse(readFileSync(path.join(FIXTURES, "truth", file), "utf8")) as {
      cases: Case[];
    };
    for (const { dir, input, wantPackages, wantPkgs, wantErr } of cases) {
      const name = input?.path;
      const packages = wantPackages ?? wantPkgs;
      if (dir === undefined || name === undefined || (packages === undefined && wantErr === undefined))
        continue;
      if (typeof input?.name === "string" && input.name.includes("including not installed")) continue;
      const listed = Array.isArray(packages) ? packages.map(described).toSorted() : [];
      found.set(path.join(dir, name), wantErr === undefined && listed.length > 0 ? { packages: listed } : {});
    }
  }
  return found;
}

interface TruePackage {
  readonly Name?: string;
  readonly Version?: string;
  readonly Release?: string;
  readonly Epoch?: number;
  readonly $call?: string;
  readonly args?: readonly unknown[];
}

function described(one: TruePackage): string {
  if (one.$call !== undefined) return [one.args?.[1], one.args?.[3]].join(" ");
  const release = one.Release === undefined ? "" : `-${one.Release}`;
  return `${one.Name} ${one.Epoch === undefined || one.Epoch === 0 ? "" : `${one.Epoch}:`}${one.Version}${release}`;
}

function read(
  cataloger: Cataloger | RecordCataloger,
  file: string,
): { names: string[]; problems: readonly Problem[] } {
  const place = file.includes("Cellar") ? file : `/var/db/pkg/category/${path.basename(file)}/PF`;
  const { packages, problems } = cataloger.parse({ path: place, bytes: readFileSync(file) }) as ParsedFile;
  const names = packages
    .filter(({ status }) => status === undefined)
    .map(
      ({ name, epoch, version }) =>
        `${name.replace(/^category\//, "")} ${epoch === undefined ? "" : `${epoch}:`}${version}`,
    );
  return { names: names.toSorted(), problems };
}

/** What others leave out without a word, we keep, and say what is wrong with it. */
function isTold(found: string, reasons: readonly string[]): boolean {
  const [name = ""] = found.split(" ");
  return reasons.some((reason) => reason.includes(JSON.stringify(name)) && !reason.includes("Architecture"));
}

describe.skipIf(fixturesAreAbsent !== "")(`other people's package databases ${fixturesAreAbsent}`, () => {
  const tell = outcomes("package databases: what was read, and what is wrong with them");
  const all = fixturesAreAbsent === "" ? truths() : new Map<string, Expected>();
  const files =
    fixturesAreAbsent === ""
      ? ["dpkg", "os-packages"].flatMap((name) => filesBelow(path.join(FIXTURES, name)))
      : [];

  it.each(files.map((file) => [path.relative(FIXTURES, file), file]))("%s", (shown, file) => {
    const ignored = NOT_READ.find(([pattern]) => pattern.test(file));
    if (ignored !== undefined) {
      tell(shown, `not read: ${ignored[1]}`);
      return;
    }
    const [, cataloger] = READERS.find(([folder]) => folder.test(file)) ?? [];
    if (cataloger === undefined) throw new Error("nothing reads it");
    const { names, problems } = read(cataloger, file);
    const source = shown.split("/").slice(2).join("/");
    const truth = all.get(source);
    const reasons = problems.map(({ code, reason }) => `${code}: ${reason}`);
    tell(shown, [`${names.length} packages`, ...reasons].join("; "));
    if (truth === undefined) expect(names.length + reasons.length).toBeGreaterThan(0);
    else if (truth.packages === undefined) expect(names.length === 0 || reasons.length > 0).toBe(true);
    else expect(names.filter((name) => !isTold(name, reasons))).toEqual(truth.packages);
  });
});
