import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseContent } from "../../../src/catalogers/cataloger.ts";
import { fileNames } from "../../../src/catalogers/rpm/file-names.ts";
import { rpmHeaders } from "../../../src/catalogers/rpm/headers.ts";
import { rpm } from "../../../src/catalogers/rpm/rpm.ts";
import { TAG } from "../../../src/catalogers/rpm/tags.ts";
import { ProblemLog } from "../../../src/catalogers/problem-log.ts";
import {
  asTold,
  backends,
  buildRpms,
  newSigningKey,
  RealRpmDatabase,
  type RpmSpec,
  rpmIsAbsent,
  type SigningKey,
} from "../../support/real-rpm.ts";
import { holdDatabase, sqliteIsAbsent } from "../../support/rpm-sqlite.ts";

const noarch = "BuildArch: noarch";

const SPECS: readonly RpmSpec[] = [
  { name: "plain", version: "1.0", release: "1", head: [noarch] },
  { name: "with-epoch", version: "1.0~rc1", release: "1.el9^git2", head: [noarch, "Epoch: 2"] },
  { name: "epoch-zero", version: "3", release: "4", head: [noarch, "Epoch: 0"] },
  { name: "native", version: "2024.1", release: "0.1" },
  {
    name: "described",
    version: "18.1",
    release: "1.module+el8",
    head: [
      noarch,
      "License: MIT AND (Apache-2.0 OR Ünïcode)",
      "Vendor: Ein Haus für Pakete, Köln",
      "Packager: Zoë <zoe@example.org>",
      "ModularityLabel: nodejs:18:8090020240101:abcdef",
    ],
  },
  // A header of many pages, and of more than one block of any list.
  { name: "many-files", version: "1", release: "1", head: [noarch], files: 1500 },
  { name: "gone", version: "1", release: "1", head: [noarch], files: 300 },
  { name: "grown", version: "1", release: "1", head: [noarch], files: 5 },
  { name: "grown", version: "2", release: "1", head: [noarch, "Epoch: 1"], files: 400 },
  ...Array.from({ length: 12 }, (_, at) => ({
    name: `filler-${at}`,
    version: `${at}`,
    release: "1",
    head: [noarch],
    files: 40 * at,
  })),
];

let folder = "";
let key: SigningKey;
/** By the packages' names; of one in two versions, the later. */
const built = new Map<string, string>();

describe.skipIf(rpmIsAbsent !== "")(`a database that rpm itself has written ${rpmIsAbsent}`, () => {
  beforeAll(() => {
    // Short, since gpg has a socket below it.
    folder = mkdtempSync(path.join(os.tmpdir(), "lumogate-rpm-"));
    const rpms = buildRpms(folder, SPECS);
    for (const [at, file] of rpms.entries()) built.set(SPECS[at]?.name ?? "", file);
    key = newSigningKey(folder);
    for (const name of ["plain", "many-files"]) key.sign(fileOf(name));
  }, 120_000);

  afterAll(() => {
    key.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(sqliteIsAbsent !== "")(
    `also while its last changes are in the log only, since somebody reads it ${sqliteIsAbsent}`,
    () => {
      const database = new RealRpmDatabase(path.join(folder, "held"), "sqlite");
      database.run("--install", fileOf("plain"), fileOf("grown").replace("grown-2", "grown-1"));
      const release = holdDatabase(path.join(database.folder, "rpmdb.sqlite"));
      // rpm waits ten seconds for the reader, so all of it happens at once.
      database.run("--upgrade", fileOf("grown"), fileOf("native"));
      const held = database.content();
      expect(held.companions?.find(({ path: name }) => name.endsWith("-wal"))?.bytes.length).toBeGreaterThan(
        0,
      );
      const told = database.told();
      expect(told).toHaveLength(3);
      expect(foundIn(held)).toEqual(told);
      expect(foundIn({ path: held.path, bytes: held.bytes })).not.toEqual(told);
      release();
    },
    120_000,
  );

  describe.each(rpmIsAbsent === "" ? backends() : [])("in the format %s", (backend) => {
    let database: RealRpmDatabase;

    beforeAll(() => {
      database = new RealRpmDatabase(path.join(folder, backend), backend);
      database.run("--install", ...[...built.values()].map((file) => file.replace("grown-2", "grown-1")));
    }, 60_000);

    const found = (): string[] => foundIn(database.content());

    it("holds what rpm tells of it, to the letter", () => {
      expect(found()).toEqual(database.told());
      expect(found()).toHaveLength(SPECS.length - 1);
      expect(found().filter((line) => /\|[0-9a-f]{16}$/.test(line))).toHaveLength(2);
    });

    it("names each package's files as rpm does", () => {
      for (const header of rpmHeaders(database.content(), new ProblemLog())) {
        const name = header.text(TAG.NAME)?.text ?? "";
        expect([...fileNames(header)].toSorted()).toEqual(database.filesOf(name).toSorted());
      }
    });

    it("and still does after packages were erased, upgraded and keys imported", () => {
      database.run("--erase", "gone", "filler-3", "filler-11", "filler-7");
      expect(found()).toEqual(database.told());
      database.run("--upgrade", fileOf("grown"));
      expect(found()).toEqual(database.told());
      database.run("--import", key.publicKey);
      database.run("--install", fileOf("gone"));
      expect(found()).toEqual(database.told());
      expect(found().find((line) => line.startsWith("gpg-pubkey|"))).toContain("|pubkey|");
      expect(found().filter((line) => line.startsWith("grown|"))).toEqual([
        expect.stringContaining("grown|1|2|1|"),
      ]);
    });
  });
});

/** What is found, in rpm's words, and nothing amiss. */
function foundIn(content: DatabaseContent): string[] {
  const { packages, problems } = rpm.parse(content);
  expect(problems).toEqual([]);
  return packages.map((each) => asTold(each)).toSorted();
}

function fileOf(name: string): string {
  return built.get(name) ?? "";
}
