import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ParsedDatabase, ParsedPackage } from "../../../src/catalogers/cataloger.ts";
import { fileNames } from "../../../src/catalogers/rpm/file-names.ts";
import { rpmHeaders } from "../../../src/catalogers/rpm/headers.ts";
import { RpmHeader } from "../../../src/catalogers/rpm/header.ts";
import { packageOf } from "../../../src/catalogers/rpm/package.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import { ProblemLog } from "../../../src/catalogers/problem-log.ts";
import { FIXTURES, fixturesAreAbsent } from "../../support/fixtures.ts";
import { requireManager } from "../../support/managers.ts";

const GO_RPMDB = path.join(FIXTURES, "rpm/knqyf263+go-rpmdb/pkg/testdata");
const SCALIBR = path.join(FIXTURES, "rpm/google+osv-scalibr/extractor/filesystem/os/rpm/testdata");
const RHEL = path.join(
  FIXTURES,
  "rpm/nexB+scancode-toolkit/tests/packagedcode/data/rpm_installed/rootfs/var-lib-rpm.tar.xz",
);

interface TruePackage {
  readonly name: string;
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly sourceRpm: string;
  readonly license: string;
  readonly vendor: string;
  readonly size: number;
  readonly module?: string;
  readonly modularityLabel?: string;
  readonly nfiles?: number;
}

function truth(name: string): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(FIXTURES, "truth/rpm", name), "utf8")) as {
    packages: TruePackage[];
  };
  return packages
    .map((each) =>
      line([
        each.name,
        each.epoch,
        `${each.version}-${each.release}`,
        each.arch,
        each.sourceRpm,
        each.license,
        each.vendor,
        each.size,
        each.modularityLabel ?? each.module,
      ]),
    )
    .toSorted();
}

function line(values: readonly (string | number | null | undefined)[]): string {
  return values
    .map((value) => (value === null || value === undefined || value === "(none)" ? "" : value))
    .join(" | ");
}

function sourceFile({ source }: ParsedPackage): string | undefined {
  return source === undefined ? undefined : `${source.name}-${source.version}.src.rpm`;
}

function found({ packages }: ParsedDatabase): string[] {
  return packages
    .map((each) =>
      line([
        each.name,
        each.epoch,
        each.version,
        each.arch,
        sourceFile(each),
        each.licenses?.[0],
        each.vendor,
        each.size,
        each.modularity,
      ]),
    )
    .toSorted();
}

/** What rpm itself says of each package in a file, sorted. */
function toldByRpm(file: string, copyAs: string, tags: string): string[] {
  const home = mkdtempSync(path.join(os.tmpdir(), "lumogate-rpm-fixture-"));
  try {
    execFileSync("sh", ["-c", 'cat "$0" > "$1"', file, path.join(home, copyAs)]);
    const options = ["--dbpath", home, "--nodigest", "--nosignature", "-qa", "--queryformat", `${tags}\n`];
    const out = execFileSync("rpm", options, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    return out
      .trimEnd()
      .split("\n")
      .map((each) => each.replaceAll("(none)", ""))
      .toSorted();
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** In the form of `found`. */
const TAGS =
  "%{NAME} | %{EPOCH} | %{VERSION}-%{RELEASE} | %{ARCH} | %{SOURCERPM} | %{LICENSE} | %{VENDOR} | %{LONGSIZE} | %{MODULARITYLABEL}";

const rpmIsAbsent = requireManager("rpm");
const table: { readonly file: string; readonly what: string; readonly result: string }[] = [];

function shortName(file: string): string {
  return file.split(path.sep).slice(-4).join("/");
}

function parse(file: string): ParsedDatabase {
  return rpm.parse({ path: file, bytes: readFileSync(file) });
}

describe.skipIf(fixturesAreAbsent !== "")(
  `a database of rpm that others have collected ${fixturesAreAbsent}`,
  () => {
    let unpacked = "";

    beforeAll(() => {
      unpacked = mkdtempSync(path.join(os.tmpdir(), "lumogate-rhel-"));
      execFileSync("tar", ["-xf", RHEL, "-C", unpacked]);
    });

    afterAll(() => {
      rmSync(unpacked, { recursive: true });
      console.table(table);
    });

    it("is as its truth says: SLE 15 in ndb, RHEL 8 in Berkeley DB", () => {
      for (const [file, name, what] of [
        [
          path.join(GO_RPMDB, "sle15-bci/Packages.db"),
          "anchore+go-rpmdb__sle15-bci__Packages.db.json",
          "ndb",
        ],
        [
          path.join(unpacked, "rootfs/var/lib/rpm/Packages"),
          "scancode__rhel8-var-lib-rpm.json",
          "Berkeley DB",
        ],
      ] as const) {
        const database = parse(file);
        const expected = truth(name);
        table.push({
          file: shortName(file),
          what,
          result: `${expected.length} packages, equal to ${name}`,
        });
        expect(found(database)).toEqual(expected);
        expect(database.problems).toEqual([]);
      }
    });

    it.skipIf(rpmIsAbsent !== "")(`is as rpm itself tells of it ${rpmIsAbsent}`, () => {
      for (const [file, copyAs, count] of [
        [path.join(GO_RPMDB, "cbl-mariner-2.0/rpmdb.sqlite"), "rpmdb.sqlite", 129],
        [path.join(GO_RPMDB, "libuuid/Packages"), "Packages", 1],
        [path.join(SCALIBR, "Packages_epoch"), "Packages", 1],
        [path.join(unpacked, "rootfs/var/lib/rpm/Packages"), "Packages", 101],
      ] as const) {
        const database = parse(file);
        const told = toldByRpm(file, copyAs, TAGS);
        table.push({
          file: shortName(file),
          what: copyAs,
          result: `${told.length} packages, equal to rpm -qa`,
        });
        expect(told).toHaveLength(count);
        expect(found(database)).toEqual(told);
        expect(database.problems).toEqual([]);
        const signatures = toldByRpm(file, copyAs, "%{NAME} %{RSAHEADER:pgpsig}");
        const keys = database.packages.map(({ name, signedBy = [] }) => `${name} ${signedBy.join(" ")}`);
        expect(keys.toSorted()).toEqual(
          signatures.map((each) => each.replace(/ [^ ]+, .*Key ID ([0-9a-f]+)$/, " $1")).toSorted(),
        );
      }
    });

    it("names as many files of each package as there are", () => {
      const file = path.join(unpacked, "rootfs/var/lib/rpm/Packages");
      const { packages } = JSON.parse(
        readFileSync(path.join(FIXTURES, "truth/rpm/scancode__rhel8-var-lib-rpm.json"), "utf8"),
      ) as { packages: TruePackage[] };
      const counts = Array.from(
        rpmHeaders({ path: file, bytes: readFileSync(file) }, new ProblemLog()),
        (header) =>
          `${header.text(TAG.NAME)?.text}-${header.text(TAG.VERSION)?.text} ${[...fileNames(header)].length}`,
      );
      expect(counts.toSorted()).toEqual(
        packages.map((each) => `${each.name}-${each.version} ${each.nfiles}`).toSorted(),
      );
    });

    it.each([
      ["empty.sqlite", "truncated"],
      ["invalid", "unsupported"],
    ])("is refused with a reason: %s", (name, code) => {
      const { packages, problems } = parse(path.join(SCALIBR, name));
      table.push({ file: name, what: "no database", result: `refused: ${problems[0]?.reason}` });
      expect(packages).toEqual([]);
      expect(problems.map((problem) => problem.code)).toEqual([code]);
    });

    it("is refused where it is an index of a database, a B-tree", () => {
      const folder = path.join(unpacked, "rootfs/var/lib/rpm");
      for (const name of ["Dirnames", "Basenames", "Providename", "Name"].filter((each) =>
        existsSync(path.join(folder, each)),
      )) {
        const { packages, problems } = parse(path.join(folder, name));
        table.push({ file: name, what: "index", result: problems[0]?.reason ?? "read" });
        expect([name, packages, problems.map(({ code }) => code)]).toEqual([name, [], ["unsupported"]]);
      }
    });

    it("or a header alone, which is read as a header", () => {
      const bytes = readFileSync(path.join(GO_RPMDB, "blob.bin"));
      const header = RpmHeader.parse(bytes);
      const one = header === undefined ? undefined : packageOf(header, new ProblemLog());
      table.push({ file: "blob.bin", what: "a header", result: `${one?.name} ${one?.version}` });
      expect(one).toBeDefined();
      expect(parse(path.join(GO_RPMDB, "blob.bin")).problems.map(({ code }) => code)).toEqual([
        "unsupported",
      ]);
    });
  },
);
